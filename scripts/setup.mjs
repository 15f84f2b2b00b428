// `npm run setup`: installs the workspace when that is needed. Any Node from 20 on, and npm; nothing else.
import { ensureWorkspace } from './lib/ensure-workspace.mjs';

try {
  await ensureWorkspace();
} catch (error) {
  console.error(`setup: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

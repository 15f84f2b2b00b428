// `node scripts/run.mjs <script> [arguments]`: sets the workspace up when needed, then runs the script with the
// workspace's own Node 24, whatever Node this is. Input, output, signals and exit code pass through.
import { resolve } from 'node:path';
import { handOver } from '../packages/cli/bin/hand-over.mjs';
import { ensureWorkspace } from './lib/ensure-workspace.mjs';
import { packagedNode, workspaceRoot } from './lib/workspace.mjs';

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) {
  console.error('usage: node scripts/run.mjs <script> [arguments]');
  process.exit(2);
}
try {
  await ensureWorkspace();
} catch (error) {
  console.error(`setup: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
handOver(packagedNode, [resolve(workspaceRoot, script), ...scriptArguments]);

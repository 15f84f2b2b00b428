// Where the workspace is, and where it keeps its own Node.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const workspaceRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The Node that the npm package `node` brings; it is there once the workspace is installed. */
export const packagedNode = join(
  workspaceRoot,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

// A copy of the working tree to plant faults in: every file that git knows or would add, and links to what is installed.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspaceRoot } from './workspace.mjs';

/** Copies the tree to a new temporary folder, and returns that folder. */
export function copyTree() {
  const copy = mkdtempSync(join(tmpdir(), 'lodestone-gates-'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of files.split('\0')) {
    // git also lists a tracked file that was deleted.
    if (file === '' || !existsSync(join(workspaceRoot, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(workspaceRoot, file), join(copy, file));
  }
  linkModules('node_modules', copy);
  for (const name of readdirSync(join(copy, 'packages'))) linkModules(join('packages', name, 'node_modules'), copy);
  return copy;
}

/**
 * Copies a node_modules folder link by link. pnpm's links are relative, so those between packages of the workspace
 * stay within the copy; what comes from outside is one folder, `.pnpm`, which the copy shares.
 * @param {string} folder
 * @param {string} copy
 */
function linkModules(folder, copy) {
  const original = join(workspaceRoot, folder);
  if (!existsSync(original)) return;
  mkdirSync(join(copy, folder), { recursive: true });
  for (const entry of readdirSync(original, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === '.pnpm') symlinkSync(join(workspaceRoot, path), join(copy, path), 'junction');
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(join(workspaceRoot, path)), join(copy, path), 'junction');
    else if (entry.isDirectory() && /^@|^\.bin$/.test(entry.name)) linkModules(path, copy);
    else if (folder.endsWith('.bin')) cpSync(join(workspaceRoot, path), join(copy, path));
  }
}

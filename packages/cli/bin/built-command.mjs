// The command as one file, which starts in a third of the time that hundreds of modules take. `scripts/build-command.mjs`
// writes it when the workspace is installed; whoever changes a source runs the sources until it is written again.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the file belongs. Of each checkout its own: two may share the folder of what is installed. */
export const builtCommandFile = join(
  workspace,
  'node_modules',
  '.cache',
  'lodestone',
  `command-${createHash('sha256').update(workspace).digest('hex').slice(0, 16)}.mjs`,
);

/** True when the file is there, and no source of a package and no dependency has changed since. */
export function isCommandBuilt() {
  const built = timeOf(builtCommandFile);
  return built !== null && built > (timeOf(join(workspace, 'pnpm-lock.yaml')) ?? 0) && built > newestSource();
}

/** When the latest source was written. A folder counts too: something may have gone from it. */
function newestSource() {
  const packages = join(workspace, 'packages');
  let newest = 0;
  for (const name of readdirSync(packages)) {
    const sources = join(packages, name, 'src');
    for (const path of ['', ...filesIn(sources)]) newest = Math.max(newest, timeOf(join(sources, path)) ?? 0);
  }
  return newest;
}

/** @param {string} folder */
function filesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

/** @param {string} path */
function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

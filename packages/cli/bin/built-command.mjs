// The command as one file, which starts in a third of the time that hundreds of modules take. `scripts/build-command.mjs`
// writes it when the workspace is installed; whoever changes a source runs the sources until it is written again.
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the file belongs: in its checkout, for it says where that is. */
export const builtCommandFile = `${workspace}packages/cli/dist/command.mjs`;

/** True when the file is there, and no source of a package and no dependency has changed since. */
export function isCommandBuilt() {
  const built = timeOf(builtCommandFile);
  if (built === null || built <= (timeOf(`${workspace}pnpm-lock.yaml`) ?? 0)) return false;
  return readdirSync(`${workspace}packages`).every((name) => isOlder(`${workspace}packages/${name}/src`, built));
}

/**
 * Says whether a folder and all that is in it were written before; the folder too, for something may have gone from it.
 * Every command waits for this: the plain walk takes half as long as `readdirSync` does that looks into folders itself.
 * @param {string} folder
 * @param {number} time
 * @returns {boolean}
 */
function isOlder(folder, time) {
  const changed = timeOf(folder);
  if (changed === null) return true;
  if (changed >= time) return false;
  return readdirSync(folder, { withFileTypes: true }).every((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? isOlder(path, time) : (timeOf(path) ?? 0) < time;
  });
}

/** @param {string} path */
function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

// Builds the `lodestone` command of this checkout into one file, where `packages/cli/bin/lodestone.mjs` looks for it, when
// that is older than a source. Run when the workspace is installed and, with `--for-tests`, before the tests: these have
// one more file, which runs command after command in one process (packages/cli/test/command-host.ts).
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { builtCommandFile, isCommandBuilt } from '../packages/cli/bin/built-command.mjs';
import { workspaceRoot } from './lib/workspace.mjs';

/**
 * What a source finds beside itself (migrations, the worker of an audit, the demo's events), it still finds there.
 * @type {import('rolldown').Plugin}
 */
const KNOWS_ITS_PLACE = {
  name: 'knows-its-place',
  transform(code, id) {
    if (!id.startsWith(join(workspaceRoot, 'packages') + sep) || !code.includes('import.meta.url')) return null;
    return code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
  },
};

/**
 * @param {string} source
 * @param {string} file
 */
async function build(source, file) {
  const bundle = await rolldown({
    input: join(workspaceRoot, 'packages', 'cli', source),
    platform: 'node',
    // pg has another driver for whoever installs it.
    external: ['pg-native'],
    plugins: [KNOWS_ITS_PLACE],
    onLog: () => undefined,
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  const [chunk, ...others] = output;
  if (chunk === undefined || others.length > 0) throw new Error(`${source} did not become one file`);
  mkdirSync(dirname(file), { recursive: true });
  // At once, so that nobody runs half of it.
  const written = `${file}.${process.pid}`;
  writeFileSync(written, chunk.code);
  renameSync(written, file);
}

/** @param {string} file */
const timeOf = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (!isCommandBuilt()) await build(join('src', 'main.ts'), builtCommandFile);

const hostSource = join('test', 'command-host.ts');
const hostFile = join(dirname(builtCommandFile), 'command-host.mjs');
const hostNeeds = [builtCommandFile, join(workspaceRoot, 'packages', 'cli', hostSource)];
if (process.argv.includes('--for-tests') && hostNeeds.some((file) => timeOf(file) >= timeOf(hostFile))) {
  await build(hostSource, hostFile);
}

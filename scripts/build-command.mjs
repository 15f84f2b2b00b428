// Builds the `lodestone` command of this checkout into one file, where `packages/cli/bin/lodestone.mjs` looks for it, when
// that is older than a source. Run when the workspace is installed and before the tests.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
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

if (!isCommandBuilt()) {
  const build = await rolldown({
    input: join(workspaceRoot, 'packages', 'cli', 'src', 'main.ts'),
    platform: 'node',
    // pg has another driver for whoever installs it.
    external: ['pg-native'],
    plugins: [KNOWS_ITS_PLACE],
    onLog: () => undefined,
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  const [chunk, ...others] = output;
  if (chunk === undefined || others.length > 0) throw new Error('the command did not become one file');
  mkdirSync(dirname(builtCommandFile), { recursive: true });
  // At once, so that nobody runs half of it.
  const written = `${builtCommandFile}.${process.pid}`;
  writeFileSync(written, chunk.code);
  renameSync(written, builtCommandFile);
}

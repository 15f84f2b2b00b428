#!/usr/bin/env node
// `lodestone` in a checkout, under any Node from 20 on. The sources are TypeScript, which Node runs as it is (stable
// from 24.12 on); an older Node hands over to the one that the workspace installs.
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { builtCommandFile, isCommandBuilt } from './built-command.mjs';
import { handOver } from './hand-over.mjs';

// Keeping what was compiled saves about a third of the time to start.
const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/node-compile-cache', import.meta.url));

const words = new Set(process.argv.slice(2));
const isAny = (/** @type {string[]} */ ...commands) => commands.some((command) => words.has(command));

/** @type {string[]} */
const nodeOptions = [];
// A large young generation makes a command that streams hold several hundred megabytes of dead objects; a small one
// costs no time that could be measured.
if (
  isAny('record', 'sign', 'submit', 'import', 'events', 'recall', 'verify', 'audit', 'export', 'publish', 'rebuild')
) {
  nodeOptions.push('--max-semi-space-size=8');
}
// Looking through a whole ledger holds some hundred megabytes, and is to hold no more for millions of events: its heap
// is collected once it is 1.4 times as large as what was left of it, and not only when it is several times as large.
if (isAny('findings', 'case')) nodeOptions.push('--max-semi-space-size=8', '--heap-growing-percent=40');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 24 || (major === 24 && minor >= 12);
const main = isCommandBuilt() ? builtCommandFile : fileURLToPath(new URL('../src/main.ts', import.meta.url));
if (runsTypeScript && nodeOptions.length === 0) {
  // Starting Node once more takes as long as a quarter of such a command.
  module.enableCompileCache(compileCache);
  await import(pathToFileURL(main).href);
} else {
  const node = runsTypeScript ? process.execPath : workspaceNode();
  const environment = { NODE_COMPILE_CACHE: compileCache, ...process.env };
  handOver(node, [...nodeOptions, main, ...process.argv.slice(2)], environment);
}

function workspaceNode() {
  try {
    const manifest = module.createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    console.error(
      `lodestone: needs Node 24.12, and this is ${process.version}. Run \`npm run setup\` in the checkout first.`,
    );
    return process.exit(1);
  }
}

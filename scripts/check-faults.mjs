// `npm run check:faults`: shows that the fault tests can fail. In a copy of the tree the tests must first pass; then one
// bug at a time is planted in the sources, and the test that it is meant for must fail, and for that reason. It takes some
// minutes, so nothing runs it by itself. `-- publish` plants only those bugs whose fault or title has that word in it;
// `-- --fit` plants none, and says which bugs are not listed for people or do not fit the sources any more;
// `-- --limit 120` gives each test that many seconds, for a machine that has other work.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTool } from './lib/gates.mjs';
import { bugsOfAppending } from './lib/bugs-of-appending.mjs';
import { bugsOfKeys } from './lib/bugs-of-keys.mjs';
import { bugsOfPublishing } from './lib/bugs-of-publishing.mjs';
import { bugsOfRecording } from './lib/bugs-of-recording.mjs';
import { bugsOfSealing } from './lib/bugs-of-sealing.mjs';
import { bugsOfVerifying } from './lib/bugs-of-verifying.mjs';
import { bugsOfWitnessing } from './lib/bugs-of-witnessing.mjs';
import { copyTree } from './lib/tree-copy.mjs';
import { workspaceRoot } from './lib/workspace.mjs';

/** @import { GateResult } from './lib/gates.mjs' */
/** @import { Bug, Edit } from './lib/planted-bug.mjs' */

/** Where the bugs are listed for people. */
const page = 'docs/fault-tests.md';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { fit: { type: 'boolean', default: false }, limit: { type: 'string', default: '30' } },
});
const [word = ''] = positionals;

/** A bug may show itself by somebody waiting in vain. */
const timeoutMilliseconds = readLimitSeconds(options.limit) * 1000;

process.env['LODESTONE_FAULT_SUBMISSIONS'] ??= '1000';
// A bug may need its moment; the tests of every change look shorter.
process.env['LODESTONE_FAULT_SECONDS'] ??= '15';
const all = [
  ...bugsOfAppending,
  ...bugsOfKeys,
  ...bugsOfPublishing,
  ...bugsOfRecording,
  ...bugsOfSealing,
  ...bugsOfVerifying,
  ...bugsOfWitnessing,
];
const bugs = all.filter(({ fault, title }) => `${fault}: ${title}`.includes(word));
const fits = bugs.length > 0 && areListed() && doFit();
process.exitCode = fits && (options.fit || (await areRefused())) ? 0 : 1;

/** @param {string} text */
function readLimitSeconds(text) {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new Error(`--limit takes whole seconds, not ${text}`);
}

async function areRefused() {
  const copy = copyTree();
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(1));
  return (await passesUnplanted(copy)) && (await refusesEveryBug(copy));
}

function areListed() {
  const text = readFileSync(join(workspaceRoot, page), 'utf8');
  const missing = bugs.filter(({ title }) => !text.includes(`| ${title} |`));
  for (const { title } of missing) console.log(`${page} does not list: ${title}`);
  return missing.length === 0;
}

/** What a bug changes must be in the sources, once. */
function doFit() {
  const edits = bugs.flatMap((bug) => bug.edits.map((edit) => ({ ...edit, title: bug.title })));
  const misfits = edits.filter(({ file, find }) => !standsOnce(readFileSync(join(workspaceRoot, file), 'utf8'), find));
  for (const { file, find, title } of misfits) console.log(`${file} does not have once, for “${title}”: ${find}`);
  return misfits.length === 0;
}

/**
 * @param {string} text
 * @param {string} find
 */
function standsOnce(text, find) {
  return text.split(find).length === 2;
}

/**
 * A test that fails already, or that is left out on this machine, would show nothing.
 * @param {string} copy
 */
async function passesUnplanted(copy) {
  const tests = new Map(bugs.map((bug) => [`${bug.test} ${bug.name ?? ''}`, bug]));
  let passes = true;
  for (const bug of tests.values()) {
    const result = await runTest(copy, bug);
    if (result.passed && /\b[1-9]\d* passed, 0 failed/.test(result.output)) continue;
    passes = false;
    console.log(`${bug.test} does not pass with no bug planted, so it would show nothing.\n${result.output}`);
  }
  return passes;
}

/** @param {string} copy */
async function refusesEveryBug(copy) {
  let silent = 0;
  for (const bug of bugs) {
    const result = await withPlanted(copy, bug.edits, () => runTest(copy, bug));
    const problem = silence(bug, result);
    const verdict = problem === undefined ? 'refused' : 'SILENT ';
    console.log(`${verdict} ${result.seconds.toFixed(1).padStart(5)} s  ${bug.fault}: ${bug.title}`);
    if (problem === undefined) continue;
    silent += 1;
    console.log(`        ${problem}\n${result.output}`);
  }
  console.log(`${bugs.length - silent} of ${bugs.length} planted bugs were refused.`);
  return silent === 0;
}

/**
 * In what way the test let the bug through, or undefined when it refused it for the right reason.
 * @param {Bug} bug
 * @param {GateResult} result
 */
function silence({ test, says }, { passed, output }) {
  if (passed) return `${test} passed.`;
  return output.includes(says) ? undefined : `${test} failed without saying ${says}.`;
}

/**
 * @param {string} copy
 * @param {Bug} bug
 */
function runTest(copy, { test, name }) {
  const timeouts = [`--testTimeout=${timeoutMilliseconds}`, `--hookTimeout=${timeoutMilliseconds}`];
  const only = name === undefined ? [] : ['--testNamePattern', name];
  return runTool(copy, [join(copy, 'node_modules/vitest/vitest.mjs'), 'run', test, ...timeouts, ...only]);
}

/**
 * @param {string} copy
 * @param {readonly Edit[]} edits
 * @param {() => Promise<GateResult>} work
 */
async function withPlanted(copy, edits, work) {
  /** @type {[path: string, text: string][]} */
  const originals = [];
  try {
    for (const { file, find, put } of edits) {
      const path = join(copy, file);
      const text = readFileSync(path, 'utf8');
      if (!standsOnce(text, find)) throw new Error(`${file} does not have once: ${find}`);
      originals.push([path, text]);
      writeFileSync(
        path,
        text.replace(find, () => put),
      );
    }
    return await work();
  } catch (error) {
    return { passed: true, output: `The bug cannot be planted: ${String(error)}`, seconds: 0 };
  } finally {
    // Last in, first out: two edits may be of one file.
    for (const [path, text] of originals.reverse()) writeFileSync(path, text);
  }
}

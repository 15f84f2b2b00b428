// `npm run check:gates`: shows that each gate refuses what it is there to refuse. In a copy of the tree the gates must
// first all pass; then one fault at a time is planted, and the gate it is meant for must fail and name it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gates, runGate, runTool } from './lib/gates.mjs';
import { lawfulTest, plantedFaults } from './lib/planted-faults.mjs';
import { copyTree } from './lib/tree-copy.mjs';

/** @import { GateResult } from './lib/gates.mjs' */
/** @import { Fault } from './lib/planted-faults.mjs' */

const gateNames = /** @type {const} */ (['format', 'lint', 'types', 'deadCode', 'tests']);
const copy = copyTree();
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(1));

process.exitCode = (await passesUnplanted()) && (await refusesEveryFault()) ? 0 : 1;

/** A gate that fails already would refuse anything. */
async function passesUnplanted() {
  let passes = true;
  for (const gate of gateNames) {
    const result = await (gate === 'tests' || gate === 'lint'
      ? withPlanted(lawfulTest, gate === 'tests' ? runTests : runLint)
      : runGate(gates[gate], copy));
    if (result.passed) continue;
    passes = false;
    console.log(`The gate ${gate} fails with no fault planted, so it would show nothing.\n${result.output}`);
  }
  return passes;
}

async function refusesEveryFault() {
  let silent = 0;
  for (const fault of plantedFaults) {
    const { gate } = fault;
    // The linter looks at one file at a time: it need not look at the others, which `npm run check` has it do.
    const paths = gate === 'lint' ? Object.keys(fault.files) : [];
    const result = await withPlanted(
      fault.files,
      gate === 'tests' ? runTests : () => runGate(gates[gate], copy, paths),
    );
    const problem = silence(fault, result);
    const verdict = problem === undefined ? 'refused' : 'SILENT ';
    console.log(`${verdict} ${gate.padEnd(9)} ${result.seconds.toFixed(1).padStart(5)} s  ${fault.title}`);
    if (problem === undefined) continue;
    silent += 1;
    console.log(`        ${problem}\n${result.output}`);
  }
  console.log(`${plantedFaults.length - silent} of ${plantedFaults.length} planted faults were refused.`);
  return silent === 0;
}

/**
 * In what way the gate let the fault through, or undefined when it refused it for the right reason.
 * @param {Fault} fault
 * @param {GateResult} result
 */
function silence(fault, result) {
  const [path = ''] = Object.keys(fault.files);
  if (result.passed) return 'The gate passed.';
  if (!result.output.includes(path)) return `The gate failed without naming ${path}.`;
  return result.output.includes(fault.says) ? undefined : `The gate failed without saying ${fault.says}.`;
}

/** @param {string} path */
function runLint(path) {
  return runGate(gates.lint, copy, [path]);
}

/** @param {string} path */
function runTests(path) {
  return runTool(copy, [join(copy, 'node_modules/vitest/vitest.mjs'), 'run', path]);
}

/**
 * @param {Record<string, string>} files
 * @param {(firstPath: string) => Promise<GateResult>} work
 */
async function withPlanted(files, work) {
  const [firstPath = ''] = Object.keys(files);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text, { flag: 'wx' });
  }
  try {
    return await work(firstPath);
  } finally {
    for (const path of Object.keys(files)) rmSync(join(copy, path));
  }
}

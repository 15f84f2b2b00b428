// The gates that every change passes before its tests run, and how to run one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** @typedef {{ name: string, about: string, command: readonly [script: string, ...arguments: string[]] }} Gate */
/** @typedef {{ passed: boolean, output: string, seconds: number }} GateResult */

/** @satisfies {Record<string, Gate>} */
export const gates = {
  format: { name: 'format', about: 'Biome', command: ['@biomejs/biome/bin/biome', 'format', '--max-diagnostics=50'] },
  lint: { name: 'lint', about: 'oxlint, type-aware', command: ['oxlint/bin/oxlint', '--deny-warnings'] },
  types: { name: 'types', about: 'tsc -b', command: ['typescript/bin/tsc', '-b'] },
  deadCode: { name: 'dead code', about: 'knip', command: ['knip/bin/knip.js', '--no-progress'] },
};

/**
 * Runs one gate on the tree at `folder`, or on these files of it, with the tools that are installed there.
 * @param {Gate} gate
 * @param {string} folder
 * @param {readonly string[]} paths
 * @returns {Promise<GateResult>}
 */
export function runGate(gate, folder, paths = []) {
  const [script, ...scriptArguments] = gate.command;
  return runTool(folder, [join(folder, 'node_modules', script), ...scriptArguments, ...paths]);
}

/**
 * Runs a tool written for Node, and gathers what it says.
 * @param {string} folder
 * @param {string[]} nodeArguments
 * @returns {Promise<GateResult>}
 */
export async function runTool(folder, nodeArguments) {
  const started = performance.now();
  const tool = spawn(process.execPath, nodeArguments, {
    cwd: folder,
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(tool, 'close');
  const [output, complaints] = await Promise.all([text(tool.stdout), text(tool.stderr)]);
  await closed;
  return { passed: tool.exitCode === 0, output: output + complaints, seconds: (performance.now() - started) / 1000 };
}

// `npm run check`: every gate, one line each; what a failing gate said comes after the lines.
import { gates, runGate } from './lib/gates.mjs';
import { workspaceRoot } from './lib/workspace.mjs';

/** @type {string[]} */
const complaints = [];
for (const gate of Object.values(gates)) {
  const { passed, output, seconds } = await runGate(gate, workspaceRoot);
  console.log(
    `${gate.name.padEnd(10)} ${passed ? 'passed' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${gate.about}`,
  );
  if (!passed) complaints.push(`\n── ${gate.name} ──\n${output.trimEnd()}\n`);
}
if (complaints.length > 0) {
  console.log(complaints.join(''));
  process.exitCode = 1;
}

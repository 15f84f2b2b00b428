import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { builtCommandFile, isCommandBuilt } from '../bin/built-command.mjs';

const SOURCE = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const helpOf = (file: string) => execFileSync(process.execPath, [file, '--help'], { encoding: 'utf8' });

test('the command is one file before the tests begin, and says what its sources say', () => {
  // If it were not, every test would pass, and take three times as long.
  expect(isCommandBuilt()).toBe(true);
  expect(helpOf(builtCommandFile)).toBe(helpOf(SOURCE));
});

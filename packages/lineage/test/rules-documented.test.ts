import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../src/rules.ts';

const LINES = readFileSync(new URL('../../../docs/detection.md', import.meta.url), 'utf8').split('\n');

describe('docs/detection.md', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    'has the title and every threshold of %s',
    (id, { title, thresholds }) => {
      const row = LINES.find((line) => line.startsWith(`| ${id} ${title} |`)) ?? '';
      expect(row).not.toBe('');
      for (const [name, value] of Object.entries(thresholds)) {
        expect(row).toMatch(new RegExp(`\`${name}\` ${value.toLocaleString('en')}(?!,?\\d)`));
      }
    },
  );
});

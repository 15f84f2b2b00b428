import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../src/rules.ts';

const LINES = readFileSync(new URL('../../../docs/detection.md', import.meta.url), 'utf8').split('\n');

/** Rules of mass and chemistry: each has a row there. */
const DOCUMENTED = new Set(['D01', 'D02', 'D03', 'D05', 'D06', 'D07', 'D09', 'D10', 'D21', 'D25']);

describe('docs/detection.md', () => {
  const rules = RULES.filter(({ id }) => DOCUMENTED.has(id));

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    'has the title and every threshold of %s',
    (id, { title, thresholds }) => {
      const row = LINES.find((line) => line.startsWith(`| ${id} `)) ?? '';
      expect(row).toContain(`| ${id} ${title} |`);
      for (const [name, value] of Object.entries(thresholds)) {
        expect(row).toMatch(new RegExp(`\`${name}\` ${value.toLocaleString('en')}(?!,?\\d)`));
      }
    },
  );

  it('has all of them', () => {
    expect(rules).toHaveLength(DOCUMENTED.size);
  });
});

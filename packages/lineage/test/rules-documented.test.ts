import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../src/rules.ts';

const PAGE = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');

/** By their headings, each in one line. */
const SECTIONS = PAGE.split(/^##+ /m).map((section) => section.replaceAll(/\s+/g, ' '));

describe('docs/rules.md', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    'has the title and every threshold of %s',
    (id, { title, thresholds }) => {
      const section = SECTIONS.find((each) => each.startsWith(`${id} ${title} `)) ?? '';
      expect(section).not.toBe('');
      for (const [name, value] of Object.entries(thresholds)) {
        expect(section).toMatch(new RegExp(`\`${name}\` ${value.toLocaleString('en')}(?!,?\\d)`));
      }
    },
  );
});

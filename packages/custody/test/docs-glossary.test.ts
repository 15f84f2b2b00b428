/** docs/glossary.md shows factors, conversions and lists; all of them are held against the code. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ELEMENT_SYMBOLS, elementPerOxide, type Ratio, tradeOxide } from '../src/element.ts';
import { FORMS, STEPS } from '../src/material.ts';
import { ROLES } from '../src/role.ts';
import { withExactQuantities } from '../src/typed-quantity.ts';

const page = readFileSync(new URL('../../../docs/glossary.md', import.meta.url), 'utf8');

test('the table of elements has every element, in the order of the code, with its oxide and both factors', () => {
  const rows = page.match(/^\| [A-Z][a-z]? \| \w+ \| \d\.\d{6} \| \d\.\d{6} \|$/gm);
  const expected = ELEMENT_SYMBOLS.map((element) => {
    const { numerator, denominator } = elementPerOxide(element);
    const factors = [
      sixDecimals({ numerator, denominator }),
      sixDecimals({ numerator: denominator, denominator: numerator }),
    ];
    return `| ${[element, tradeOxide(element), ...factors].join(' | ')} |`;
  });
  expect(rows).toEqual(expected);
});

test.each(['elements', 'oxides', 'treo'])('the quantity typed by %s becomes the exact one beside it', (name) => {
  expect(withExactQuantities({ quantity: jsonBlock(`typed/${name}`) })).toEqual({
    quantity: jsonBlock(`exact/${name}`),
  });
});

test('the lists name every form, step and role', () => {
  const missing = [...FORMS, ...STEPS, ...ROLES].filter((word) => !page.includes(`\`${word}\``));
  expect(missing).toEqual([]);
});

function jsonBlock(title: string): unknown {
  const start = page.indexOf(`\`\`\`json title="${title}"\n`);
  if (start === -1) throw new Error(`the page has no block titled ${title}`);
  const content = page.slice(page.indexOf('\n', start), page.indexOf('\n```', start));
  return JSON.parse(content);
}

function sixDecimals({ numerator, denominator }: Ratio): string {
  const millionths = (2_000_000n * numerator + denominator) / (2n * denominator);
  return `${millionths / 1_000_000n}.${(millionths % 1_000_000n).toString().padStart(6, '0')}`;
}

import { expect, test } from 'vitest';
import { formatQueue } from '../src/answers/licences-table.ts';
import { recallTables } from '../src/answers/recall-table.ts';
import { formatTable } from '../src/output/table.ts';
import { wrappedLines } from '../src/output/wrapped-lines.ts';
import type { Recall } from '@lodestone/lineage/recall/recall-value.ts';

const NOBODY = '太行天泽稀土矿业有限公司（3）';

test('a sentence goes on in lines that fit, wide characters counted as two', () => {
  expect(wrappedLines(`party ${NOBODY} has none`, 36)).toEqual([`party ${NOBODY}`, 'has none']);
  expect(wrappedLines('one two\u001b three', 9, 1)).toEqual(['  one', '  two\ufffd', '  three']);
  expect(wrappedLines('as long as it is', Number.POSITIVE_INFINITY)).toEqual(['as long as it is']);
});

test('what a table says without rows is no wider than the terminal', () => {
  expect(formatTable([{ title: 'lot' }], [], 'Nobody has stated a stock.', 16)).toBe('Nobody has\nstated a stock.');
});

test('headings of the queue of licences are no wider than the terminal', () => {
  const text = formatQueue({ weeks: 8, decisions: 1, accepted: 2, waitingForExporters: 0, queue: [] }, 60);
  expect(text).toBe(
    'In the last 8 weeks 2 were taken in and 1 decided; 0 wait\nfor their exporters.\n\nNo case is in the queue.',
  );
});

test('headings of a recall are no wider than the terminal', () => {
  const recall: Recall = {
    suspects: Array.from({ length: 22 }, (_, index) => `MIX-${1_000_000 + index}`),
    elements: {},
    lots: [],
    wastes: [],
    holders: [],
    transfers: [],
    shipments: [],
  };
  const foundBy = `party MINE-003 "${NOBODY}"`;
  const text = [...recallTables(recall, 60, { foundBy, lines: [] })].join('');
  expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  expect(text).toContain(`${foundBy.split(' ').at(-1)}): MIX-1000000`);
});

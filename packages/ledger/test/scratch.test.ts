import { openScratch } from '@lodestone/ledger/scratch.ts';
import { expect, test } from 'vitest';

test('a set knows every member again, those from before it was written to disk too', () => {
  const scratch = openScratch();
  try {
    const add = scratch.openSet('event');
    const members = Array.from({ length: 50_100 }, (_, index) => `member ${index}`);
    expect(members.filter((member) => !add(member))).toEqual([]);
    expect(members.filter((member) => add(member))).toEqual([]);
  } finally {
    scratch.close();
  }
});

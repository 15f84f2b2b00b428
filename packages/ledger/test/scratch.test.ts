import { expect, test } from 'vitest';
import { openScratch } from '../src/scratch.ts';

const MEMBERS = Array.from({ length: 100 }, (_, index) => `member ${index}`);

test.each([1, 3, 99, 100, 101])('a set that goes to disk at %i members knows each of 100 again', (membersInMemory) => {
  const scratch = openScratch(membersInMemory);
  try {
    const add = scratch.openSet('event');
    for (const [index, member] of MEMBERS.entries()) {
      expect(add(member), `${member} at first`).toBe(true);
      expect(add(MEMBERS[index >> 1] as string), `${MEMBERS[index >> 1]} again`).toBe(false);
    }
    expect(MEMBERS.filter((member) => add(member))).toEqual([]);
  } finally {
    scratch.close();
  }
});

import { expect, test } from 'vitest';
import { openScratch } from '../src/files/scratch.ts';

const MEMBERS = Array.from({ length: 100 }, (_, index) => `member ${index}`);

test.each([1, 3, 99, 100, 101])('a set that goes to disk at %i members knows each of 100 again', (membersInMemory) => {
  const scratch = openScratch(membersInMemory);
  try {
    const set = scratch.openSet('event');
    for (const [index, member] of MEMBERS.entries()) {
      expect(set.has(member), `${member} before`).toBe(false);
      expect(set.add(member), `${member} at first`).toBe(true);
      expect(set.add(MEMBERS[index >> 1] as string), `${MEMBERS[index >> 1]} again`).toBe(false);
    }
    expect(MEMBERS.filter((member) => set.add(member) || !set.has(member))).toEqual([]);
  } finally {
    scratch.close();
  }
});

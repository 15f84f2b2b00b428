import { type ControlDraft, listPublished, registerFrom } from '@lodestone/custody/testing/control-lists.ts';
import { expect, it } from 'vitest';
import { controlsTimeline } from '../src/controls-timeline.ts';

const day = (text: string) => `${text}T00:00:00.000Z`;
const suspended = (from: string, to: string, afterwards: 'unknown' | 'in-force' | 'ended') =>
  ({ type: 'control-list-suspended', list: 'CN-18', from, to, afterwards, sources: ['a notice'] }) as const;

const told = (...events: readonly ControlDraft[]) =>
  controlsTimeline(registerFrom(...events)).map(({ at, list, change }) => `${at.slice(0, 10)} ${list} ${change}`);

it('tells what each list said from when on, of all countries in one line', () => {
  const other = listPublished({ list: 'EU-1', jurisdiction: 'EU', validFrom: day('2025-06-01') });
  expect(told(listPublished(), suspended(day('2025-11-07'), day('2026-11-10'), 'unknown'), other)).toEqual([
    '2025-04-04 CN-18 begins',
    '2025-06-01 EU-1 begins',
    '2025-11-07 CN-18 suspended',
    '2026-11-10 CN-18 unknown',
  ]);
});

it('says once what lifts a suspension, and when a list ends', () => {
  const anew = listPublished({ validFrom: day('2026-01-01'), supersedes: 'CN-18', validTo: day('2027-01-01') });
  const stop = suspended(day('2025-11-07'), day('2026-11-10'), 'unknown');
  expect(told(listPublished(), stop, anew)).toEqual([
    '2025-04-04 CN-18 begins',
    '2025-11-07 CN-18 suspended',
    '2026-01-01 CN-18 published-anew',
    '2027-01-01 CN-18 ends',
  ]);
});

it('says of a list that would begin within a suspension that it does not', () => {
  expect(told(listPublished(), suspended(day('2025-03-01'), day('2025-05-01'), 'in-force'))).toEqual([
    '2025-03-01 CN-18 suspended',
    '2025-04-04 CN-18 begins-suspended',
    '2025-05-01 CN-18 resumes',
  ]);
});

import { expect, test } from 'vitest';
import { createPassProgress } from '../src/output/pass-progress.ts';

test('how long a pass will take stands where a terminal of 80 columns shows it, of a million entries too', () => {
  let now = 0;
  const show = createPassProgress(() => now);
  const progress = { pass: 'rules and views', total: 1_000_000 };
  // Earlier than a second a rate would jump about.
  expect(show({ ...progress, done: 1, events: 3 })).toBe('verifying · rules and views · 0 % · entry 1 of 1000000');
  now = 10_000;
  const line = show({ ...progress, done: 250_000, events: 500_000 });
  expect(line.slice(0, 79)).toContain('25 % · about 30 s left in this pass');
  expect(line).toMatch(/ · entry 250000 of 1000000 · 25,000 entries\/s · 50,000 events\/s$/);
  // Another pass begins anew.
  expect(show({ ...progress, pass: 'tiles', done: 1, events: 0 })).toBe('verifying · tiles · 0 % · entry 1 of 1000000');
});

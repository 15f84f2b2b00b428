import { test } from 'vitest';
import { expectPageRuns } from './docs-page.ts';
import { testPlace } from './test-place.ts';

const RUN_MILLISECONDS = 180_000;
const place = await testPlace();

test('every command of the page on licences prints what it shows', { timeout: RUN_MILLISECONDS }, () =>
  expectPageRuns('licences.md', place),
);

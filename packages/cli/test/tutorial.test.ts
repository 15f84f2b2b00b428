import { test } from 'vitest';
import { expectPageRuns } from './docs-page.ts';
import { runAsProcesses } from './run-lodestone.ts';
import { testPlace } from './test-place.ts';

const RUN_MILLISECONDS = 180_000;
runAsProcesses();
const place = await testPlace();

test('every command of the tutorial prints what the page shows', { timeout: RUN_MILLISECONDS }, () =>
  expectPageRuns('tutorial.md', place),
);

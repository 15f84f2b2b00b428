import { describe, expect, test } from 'vitest';
import { createMetrics } from '../src/metrics.ts';
import { type Outcome, refuse } from '../src/append/outcome.ts';

const recorded = { status: 'recorded', receipt: {} } as Outcome;

/** The samples of the text format, by name and labels. */
async function samplesOf(metrics: ReturnType<typeof createMetrics>): Promise<Record<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

describe('what a process counts', () => {
  test('are submissions by outcome and reason, events, batches and the time to commit them', async () => {
    const metrics = createMetrics();
    const outcomes = [recorded, recorded, refuse('overdrawn', '', {}, 0), { ...recorded, status: 'already-recorded' }];
    metrics.batchAnswered({ outcomes: outcomes as Outcome[], events: 30, seconds: 0.004 });
    metrics.batchAnswered({ outcomes: [refuse('signature', '', {}, null)], events: 0, seconds: 0 });
    expect(await samplesOf(metrics)).toMatchObject({
      'lodestone_submissions_total{outcome="recorded",reason=""}': 2,
      'lodestone_submissions_total{outcome="already-recorded",reason=""}': 1,
      'lodestone_submissions_total{outcome="refused",reason="overdrawn"}': 1,
      'lodestone_submissions_total{outcome="refused",reason="signature"}': 1,
      lodestone_events_appended_total: 30,
      // A batch that records nothing is no transaction worth counting.
      lodestone_batch_events_count: 1,
      'lodestone_batch_events_bucket{le="20"}': 0,
      'lodestone_batch_events_bucket{le="50"}': 1,
      lodestone_commit_seconds_sum: 0.004,
    });
  });

  test('is the age of the last checkpoint, when it is asked for', async () => {
    let now = 1_000_000;
    const metrics = createMetrics(() => now);
    metrics.checkpointPublished({ size: 42, at: now });
    now += 2_500;
    expect(await samplesOf(metrics)).toMatchObject({
      lodestone_checkpoint_entries: 42,
      lodestone_checkpoint_age_seconds: 2.5,
    });
  });

  test('is how far an audit has got', async () => {
    const metrics = createMetrics();
    metrics.verified({ pass: 'chain', done: 64, total: 1_000 });
    metrics.verified({ pass: 'chain', done: 128, total: 1_000 });
    expect(await samplesOf(metrics)).toMatchObject({
      'lodestone_verify_position{pass="chain"}': 128,
      'lodestone_verify_entries{pass="chain"}': 1_000,
    });
  });

  test('of two processes, or two ledgers in one, are kept apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.batchAnswered({ outcomes: [recorded], events: 1, seconds: 0 });
    expect(await samplesOf(other)).toMatchObject({ lodestone_events_appended_total: 0 });
  });
});

test('how far a witness is behind is the age of the oldest checkpoint that it has not cosigned', async () => {
  let now = 1_000_000;
  const metrics = createMetrics(() => now);
  const behind = async () => (await samplesOf(metrics))['lodestone_witness_behind_seconds{witness="audit"}'];
  const awaited = (size: number, cosignedSize: number) =>
    metrics.witnessAwaited({ witness: 'audit', size, cosignedSize });
  const answered = (cosignedSize: number, outcome: 'cosigned' | 'no-answer' = 'cosigned') =>
    metrics.witnessAnswered({ witness: 'audit', outcome, cosignedSize });
  awaited(10, 0);
  now += 1_000;
  awaited(20, 0);
  expect(await behind()).toBe(1);
  answered(0, 'no-answer');
  expect(await behind()).toBe(1);
  now += 500;
  // The round was about 10 entries; the checkpoint of 20 is half a second old.
  answered(10);
  expect(await behind()).toBe(0.5);
  awaited(20, 10);
  answered(20);
  expect(await samplesOf(metrics)).toMatchObject({
    'lodestone_witness_behind_seconds{witness="audit"}': 0,
    'lodestone_witness_cosigned_entries{witness="audit"}': 20,
    'lodestone_witness_answers_total{witness="audit",outcome="cosigned"}': 2,
    'lodestone_witness_answers_total{witness="audit",outcome="no-answer"}': 1,
  });
  // However many it misses, the oldest is not forgotten.
  awaited(21, 20);
  for (let size = 22; size < 300; size++) {
    now += 1_000;
    awaited(size, 20);
  }
  expect(await behind()).toBe(278);
});

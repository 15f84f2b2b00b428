import { parseEvent } from '@lodestone/custody/event.ts';
import { enterAsRegistered } from '@lodestone/custody/testing/enter-as-registered.ts';
import { openWorld } from '@lodestone/custody/testing/given.ts';
import { describe, expect, test } from 'vitest';
import type { Line } from '../src/line.ts';
import { simulate } from '../src/simulate.ts';
import type { Crime } from '../src/truth.ts';

interface Industry {
  readonly lines: readonly Line[];
  readonly crimes: readonly Crime[];
}

function industryOf(seed: number, events: number): Industry {
  const lines: Line[] = [];
  const run = simulate({ seed, events, digestOf: () => 'A'.repeat(43) });
  for (;;) {
    const { value, done } = run.next();
    if (done) return { lines, crimes: value };
    lines.push(value);
  }
}

describe('a simulated industry', () => {
  test('follows from its seed', () => {
    expect(industryOf(7, 3_000)).toEqual(industryOf(7, 3_000));
    expect(industryOf(8, 3_000)).not.toEqual(industryOf(7, 3_000));
  });

  test('has as many events as are asked for, each with an id of its own, each an event of the ledger', () => {
    const { lines } = industryOf(7, 3_000);
    expect(lines).toHaveLength(3_000);
    expect(new Set(lines.map(({ event }) => event['id'])).size).toBe(3_000);
    const problems = lines.map(({ event }) => parseEvent(event)).filter(({ ok }) => !ok);
    expect(problems).toEqual([]);
  });

  test('goes from mine to magnet and back, and out of the country', () => {
    const { lines } = industryOf(7, 3_000);
    const acts = new Set(lines.map(({ event }) => event['step'] ?? event['type']));
    const steps = ['beneficiation', 'precipitation', 'solvent-extraction', 'electrolysis', 'sintering', 'finishing'];
    for (const act of [...steps, 'recycling', 'shipment-exited', 'lot-assayed']) expect(acts).toContain(act);
  });

  test('breaks no rule of a ledger that observes', () => {
    const { lines } = industryOf(7, 6_000);
    expect(enterAsRegistered(openWorld({ enforcement: 'observe' }), lines).length).toBeGreaterThan(6_000);
  });
});

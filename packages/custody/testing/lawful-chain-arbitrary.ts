import * as fc from 'fast-check';
import { lawfulChain } from './lawful-chain.ts';
import type { LawfulEvent } from './lawful-event.ts';

/** Lawful chains for fast-check, up to `eventsMax` events. A failing one shrinks to its shortest failing beginning. */
export function lawfulChains(eventsMax: number): fc.Arbitrary<readonly LawfulEvent[]> {
  const seeds = fc.noShrink(fc.nat());
  return fc.tuple(seeds, fc.nat(eventsMax)).map(([seed, events]) => [...lawfulChain(seed, events)]);
}

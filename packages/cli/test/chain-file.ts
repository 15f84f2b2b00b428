/** The chain that the tests record: the shared case where it is there, else the demo's, which has the same masses. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestPlace } from './test-place.ts';

const SHARED_CASE = fileURLToPath(new URL('../../../../shared/cases/mine-to-magnet/', import.meta.url));
const DEMO_CHAIN = fileURLToPath(new URL('../demo/mine-to-magnet.jsonl', import.meta.url));

interface Chain {
  readonly file: string;
  readonly ore: string;
  readonly shipment: string;
  /** What the trace of the shipment must give; null where only the masses below are known. */
  readonly expectedTrace: ExpectedTrace | null;
}

export interface ExpectedTrace {
  readonly lotsUpstream: readonly string[];
  readonly elements: Readonly<Record<string, ExpectedElement>>;
}

interface ExpectedElement {
  readonly milligrams: number;
  readonly unknownMilligrams: number;
  readonly origins: Readonly<Record<string, { readonly milligramsExact: string; readonly share: string }>>;
}

export const CHAIN: Chain = existsSync(`${SHARED_CASE}events.jsonl`)
  ? {
      file: `${SHARED_CASE}events.jsonl`,
      ore: 'ORE-001',
      shipment: 'SHP-2026-001',
      expectedTrace: JSON.parse(readFileSync(`${SHARED_CASE}expected-trace.json`, 'utf8')) as ExpectedTrace,
    }
  : { file: DEMO_CHAIN, ore: 'ORE-DEMO-1', shipment: 'SHP-DEMO-1', expectedTrace: null };

/** The lines of the chain; the first 12 register parties and facilities. */
export const CHAIN_LINES = readFileSync(CHAIN.file, 'utf8').trimEnd().split('\n');
export const REGISTRATIONS = 12;

export const ORIGIN = 'example.org/first';

/** Makes the ledger and records the whole chain. */
export async function recordChain(place: TestPlace): Promise<void> {
  await place.prepare(['init', '--origin', ORIGIN]);
  await place.prepare(['record', CHAIN.file, '--create-keys']);
}

/** Makes the ledger and registers the parties of the chain, with a key and a first lot for the mine. */
export async function recordRegistrations(place: TestPlace): Promise<void> {
  await place.prepare(['init', '--origin', ORIGIN]);
  const stdin = CHAIN_LINES.slice(0, REGISTRATIONS + 1).join('\n');
  await place.prepare(['record', '-', '--create-keys'], { stdin });
}

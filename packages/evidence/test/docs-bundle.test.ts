/** The page of docs/format shows a real bundle, made of the example ledger: it is made again here, and verified. */
import { readdirSync, readFileSync } from 'node:fs';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { expect, test } from 'vitest';
import { emptyRecord } from '../src/book.ts';
import type { Bundle } from '../src/bundle.ts';
import { formatBundle } from '../src/bundle-bytes.ts';
import { verifyBundle } from '../src/verify-bundle.ts';

const FOLDER = new URL('../../../docs/format/', import.meta.url);

/** Every fenced block with a title, from all pages. */
const blocks = new Map<string, string>();
for (const page of readdirSync(FOLDER).filter((name) => name.endsWith('.md'))) {
  const text = readFileSync(new URL(page, FOLDER), 'utf8');
  for (const [, title = '', content = ''] of text.matchAll(/^```\w+ title="([^"]+)"\n(.*?)\n```$/gms)) {
    blocks.set(title, content);
  }
}

const lines = (title: string): string[] => (blocks.get(title) ?? '').split('\n');

const key = parseVerifierKey(lines('checkpoint/verifier-key').join(''));
if (!key.ok) throw new Error(key.problem);
const trust = { keys: [key.value], policy: null };

/** The lot ORE-001 of the example ledger, with its permit opened. */
function exampleBundle(trace: Bundle['claim']['trace']): Bundle {
  const [opened = '', registered = '', enrolled = '', created = ''] = lines('example/events');
  const eventsOf = [[opened], [registered, enrolled], [created]];
  const quantity = { netMilligrams: 1_000_000_000_000n, volumeMillilitres: null, pieces: null };
  const elementMilligrams = { Dy: 15_731_000n, Nd: 263_983_000n, Pr: 62_569_000n };
  const made = {
    lot: 'ORE-001',
    kind: 'mined',
    party: 'MINE-A',
    facility: null,
    country: 'CN',
    form: 'ore',
    product: 'ion-adsorption clay',
    consumption: null,
    circuit: null,
    uncertaintyPartsPerMillion: null,
    amounts: { ...quantity, elementMilligrams },
  } as const;
  return {
    ledger: lines('example/ledger').join(''),
    checkpoint: `${lines('checkpoint/note').join('\n')}\n`,
    keyChanges: [],
    proof: [],
    entries: lines('example/entries').map((entry, position) => ({
      entry,
      events: eventsOf[position] ?? [],
    })),
    openings: [JSON.parse(lines('seal/opening').join(''))],
    claim: {
      subject: { kind: 'lot', id: 'ORE-001' },
      book: [{ ...emptyRecord(2000), made: [made] }],
      trace,
    },
  };
}

/** The trace that follows from the book, as the verifier says it of a bundle without one. */
function exampleTrace(): Bundle['claim']['trace'] {
  const verdict = verifyBundle(formatBundle(exampleBundle(null), nobleSha256), trust);
  return JSON.parse(verdict.failure?.expected ?? 'null');
}

test('the bundle of the page is the one that its parts make, and is valid', () => {
  const bytes = formatBundle(exampleBundle(exampleTrace()), nobleSha256);
  expect(lines('evidence-bundle/file')).toEqual([new TextDecoder().decode(bytes)]);
  const { trace, ...verdict } = verifyBundle(bytes, trust);
  expect(trace).toEqual(exampleTrace());
  expect(JSON.parse(lines('evidence-bundle/verdict').join('\n'))).toEqual({ ...verdict, trace: 'as in the claim' });
});

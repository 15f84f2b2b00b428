/** A sender who leaves something out of a book, and mends the rest, does not choose what the claim says. */
import { readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { describe, expect, test } from 'vitest';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { readBundle } from '../src/bundle-bytes.ts';
import { verifyBundle } from '../src/verify-bundle.ts';
import { enrol, grow, makeKey, openLog, bundleOf, withDigest } from './forged-log.ts';

const read = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const SHIPMENT = read('shipment.bundle');

function trustIn(text: string) {
  const key = parseVerifierKey(text.trim());
  if (!key.ok) throw new Error(key.problem);
  return { keys: [key.value], policy: null };
}
const TRUST = trustIn(read('shipment.key').toString('utf8'));

function objectIn(bytes: Uint8Array): JsonObject {
  const reading = parseJson(new TextDecoder().decode(bytes), { maxDepth: 20 });
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error('no bundle');
  const { digest: _, ...undigested } = reading.value;
  return undigested;
}

const isObject = (value: JsonValue | undefined): value is JsonObject => value !== undefined && isJsonObject(value);
const objects = (value: JsonValue | undefined) => (Array.isArray(value) ? value.filter(isJsonObject) : []);
const bookOf = ({ claim }: JsonObject) => (isObject(claim) ? objects(claim['book']) : []);
const { claim } = readBundle(SHIPMENT, nobleSha256);
const LOTS = claim.book.flatMap(({ made }) => made.map(({ lot }) => lot));

/** The record without a lot; nothing where nothing is left of it. */
function withoutLot(record: JsonObject, lot: string): JsonObject[] {
  const { step, ...rest } = record;
  const others = (value: JsonValue | undefined) => objects(value).filter((part) => part['lot'] !== lot);
  const lists = ['made', 'taken', 'changed', 'moved'].flatMap((name) => {
    const left = others(rest[name]);
    return left.length === 0 ? [] : [[name, left] as const];
  });
  const packed = isObject(rest['packed'])
    ? { packed: { ...rest['packed'], lots: others(rest['packed']['lots']) } }
    : {};
  const said = { ...Object.fromEntries(lists), ...packed };
  if (Object.keys(said).length === 0) return [];
  const ofStep = step !== undefined && 'made' in said ? { step } : {};
  return [{ event: record['event'] ?? '', ...ofStep, ...said }];
}

describe('a lot left out of the book, whose event is shown,', () => {
  test.each(LOTS)('%s, is missed by what was made of it, or packed', (lot) => {
    const bundle = objectIn(SHIPMENT);
    const book = bookOf(bundle).flatMap((record) => withoutLot(record, lot));
    const forged = withDigest({ ...bundle, claim: { ...(isObject(bundle['claim']) ? bundle['claim'] : {}), book } });
    const { verdict, failure } = verifyBundle(forged, TRUST);
    expect(verdict).toBe('invalid');
    expect(failure).toMatchObject({ kind: 'book', expected: expect.stringContaining(`lot ${lot} made`) });
  });
});

test('what a withheld packing is said to have held is believed, also if that is nothing', () => {
  const bundle = objectIn(SHIPMENT);
  const { id } = claim.subject;
  const place = bookOf(bundle).find((record) => record['packed'] !== undefined)?.['event'];
  const event = typeof place === 'string' ? place : '';
  const [position, ordinal] = event.split('.').map(Number);
  const entries = objects(bundle['entries']).map((entry, index) => {
    if (index !== position) return entry;
    const events = Array.isArray(entry['events']) ? entry['events'] : [];
    const withheld = { count: 1, withheld: 'a contract' };
    return { ...entry, events: events.map((said, each) => (each === ordinal ? withheld : said)) };
  });
  const subject = { id, kind: 'shipment' };
  const nothing = { countries: [], custodians: [], edges: [], elements: {}, lots: [], missing: [], steps: [] };
  const trace = { ...nothing, direction: 'up', limits: { depth: null, element: null }, subject };
  const packed = { shipment: id, lots: [] };
  const book = bookOf(bundle).map((record) => (record['event'] === event ? { event, packed } : record));
  const forged = withDigest({ ...bundle, entries, claim: { subject, book, trace } });
  const { failure, verdict, believed } = verifyBundle(forged, TRUST);
  expect(failure).toBeNull();
  expect([verdict, believed]).toEqual(['unproven', 1]);
});

test('a lot that a step uses twice is given out once', () => {
  const [operator, key, mine] = [makeKey(), makeKey(), makeKey()];
  const material = { form: 'ore', product: 'clay' };
  const quantity = { netMilligrams: 100, elementMilligrams: { Nd: 10 } };
  const half = { lot: 'ORE-1', netMilligrams: 60 };
  const party = { type: 'party-registered', party: 'MINE-A', name: 'Mine A', roles: ['mine'], country: 'CN' };
  const created = { type: 'lot-created', lot: 'ORE-1', origin: 'mined', country: 'CN', material, quantity };
  const outputs = [{ lot: 'ORE-2', material, quantity: { netMilligrams: 120, elementMilligrams: { Nd: 12 } } }];
  const step = { type: 'lot-transformed', step: 'merge', inputs: [half, half], outputs };
  const enrolled = enrol(grow(openLog(operator, key), operator, party), operator, mine, 'MINE-A');
  const log = grow(grow(enrolled, mine, created), mine, step);
  const bundle = objectIn(bundleOf(log, [2, 3, 4], [key], []));
  const lot = { facility: null, country: 'CN', ...material, consumption: null, circuit: null, party: 'MINE-A' };
  const made = (name: string, kind: string, amounts: JsonObject) => {
    return { ...lot, lot: name, kind, uncertaintyPartsPerMillion: null, amounts };
  };
  const book = [
    { event: '3.0', made: [made('ORE-1', 'mined', quantity)] },
    { event: '4.0', made: [made('ORE-2', 'transformed', {})] },
  ];
  const forged = withDigest({ ...bundle, claim: { subject: { kind: 'lot', id: 'ORE-2' }, book, trace: {} } });
  const { failure } = verifyBundle(forged, { keys: [key.verifierKey], policy: null });
  expect(failure).toMatchObject({ kind: 'overdrawn', message: expect.stringContaining('ORE-1 is named 2 times') });
});

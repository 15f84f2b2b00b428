import { isJsonObject } from '@lodestone/proof/json-value.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';
import { bundleOf, enrol, grow, type Log, makeKey, openLog, withDigest } from './forged-log.ts';

const [operator, key, mine] = [makeKey(), makeKey(), makeKey()];
const TRUST = { keys: [key.verifierKey], policy: null };
const material = { form: 'ore', product: 'clay' };
const amounts = { netMilligrams: 100, elementMilligrams: { Nd: 10 } };
const packing = { shipment: 'SHP-1', lots: ['ORE-1'], consignee: 'MINE-A', destination: 'DE' };

/** A lot that was mined and packed by a party of these roles. */
function packedBy(roles: string[]): Log {
  const party = { party: 'MINE-A', name: 'Mine A', roles, country: 'CN' };
  const registered = grow(openLog(operator, key), operator, { type: 'party-registered', ...party });
  const created = grow(enrol(registered, operator, mine, 'MINE-A'), mine, {
    type: 'lot-created',
    lot: 'ORE-1',
    origin: 'mined',
    country: 'CN',
    material,
    quantity: amounts,
  });
  return grow(created, mine, { type: 'shipment-packed', ...packing });
}

const packed = packedBy(['mine', 'exporter']);
const unpacked = grow(packed, mine, { type: 'shipment-unpacked', shipment: 'SHP-1' });
const corrects = unpacked[5]?.entry.events[0] ?? '';
const packedAgain = grow(unpacked, mine, { type: 'event-corrected', corrects, reason: 'it was another' });

const nothing = { facility: null, consumption: null, circuit: null, uncertaintyPartsPerMillion: null };
const lot = { ...nothing, ...material, lot: 'ORE-1', kind: 'mined', party: 'MINE-A', country: 'CN', amounts };
const book = [
  { event: '3.0', made: [lot] },
  { event: '4.0', packed: { shipment: 'SHP-1', lots: [{ lot: 'ORE-1', amounts }] } },
];

function objectIn(text: string) {
  const reading = parseJson(text, { maxDepth: 20 });
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error(text);
  return reading.value;
}

/** What a verifier says of the shipment; the refusal of a claim without a trace has the trace. */
function verdictOn(log: Log) {
  const shown = log.map((_, position) => position);
  const { digest: _, ...bundle } = objectIn(new TextDecoder().decode(bundleOf(log, shown, [key], [])));
  const claiming = (trace: ReturnType<typeof objectIn> | null) =>
    withDigest({ ...bundle, claim: { subject: { kind: 'shipment', id: 'SHP-1' }, book, trace } });
  const refused = verifyBundle(claiming(null), TRUST);
  return refused.failure?.kind === 'trace'
    ? verifyBundle(claiming(objectIn(refused.failure.expected)), TRUST)
    : refused;
}

test.each([
  ['nothing while it is packed', packed, []],
  ['where it was unpacked', unpacked, ['5.0']],
  ['nothing where that was voided', packedAgain, []],
])('a verdict on a shipment says %s', (_, log, events) => {
  const { verdict, notChecked } = verdictOn(log);
  expect(verdict).toBe('valid');
  expect(notChecked.filter(({ kind }) => kind === 'unpacked').map(({ event }) => event)).toEqual(events);
});

test('a shipment that somebody packed who is no exporter is refused', () => {
  const { failure } = verdictOn(packedBy(['mine']));
  expect(failure).toMatchObject({ kind: 'role', field: 'entries[4].events[0]', expected: 'one of the roles exporter' });
});

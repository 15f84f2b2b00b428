/** Whoever keeps the log can split a lot into more than it was, without more of any element: the verifier weighs that too. */
import { createHash, createPublicKey, verify as verifyWithOpenSsl } from 'node:crypto';
import type { VerifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { describe, expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';
import { bundleOf, enrol, grow, makeKey, openLog, withDigest } from './forged-log.ts';

const [operator, key, mine] = [makeKey(), makeKey(), makeKey()];
const TRUST = { keys: [key.verifierKey], policy: null };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const verify: VerifyEd25519 = (publicKey, message, signature) => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  return verifyWithOpenSsl(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
};
const QUANTITY = { netMilligrams: 100, volumeMillilitres: 50, pieces: 4, elementMilligrams: { Nd: 10 } };
const PARTY = { party: 'WORKS', name: 'Works', roles: ['mine', 'refiner', 'magnet-maker'], country: 'CN' };

function objectIn(text: string): JsonObject {
  const reading = parseJson(text, { maxDepth: 20 });
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error(text);
  return reading.value;
}

interface Step {
  readonly step: string;
  readonly input?: JsonObject;
  readonly quantity?: JsonObject;
  readonly form?: string;
  readonly enforcement?: 'strict' | 'observe';
}

/** The verdict on a lot that a step made of another, which had `QUANTITY`; a refused claim without a trace has the trace. */
function verdictOn({ step, input = {}, quantity = QUANTITY, form = 'magnet', enforcement = 'strict' }: Step) {
  const opened = openLog(operator, key, enforcement);
  const registered = enrol(grow(opened, operator, { type: 'party-registered', ...PARTY }), operator, mine, PARTY.party);
  const material = { form: 'magnet', product: 'NdFeB' };
  const created = { type: 'lot-created', lot: 'LOT-1', origin: 'mined', country: 'CN', material, quantity: QUANTITY };
  const outputs = [{ lot: 'LOT-2', material: { ...material, form }, quantity }];
  const inputs = [{ lot: 'LOT-1', ...input }];
  const log = grow(grow(registered, mine, created), mine, { type: 'lot-transformed', step, inputs, outputs });
  const { digest: _, ...bundle } = objectIn(new TextDecoder().decode(bundleOf(log, [2, 3, 4], [key], [])));
  const of = { facility: null, consumption: null, circuit: null, uncertaintyPartsPerMillion: null };
  const made = { ...of, ...material, party: PARTY.party, country: 'CN' };
  const taken = { ...QUANTITY, ...input };
  const book = [
    { event: '3.0', made: [{ ...made, lot: 'LOT-1', kind: 'mined', amounts: QUANTITY }] },
    {
      event: '4.0',
      step: { name: step, party: PARTY.party, facility: null, givenElementMilligrams: { Nd: 10 }, losses: [] },
      taken: [{ lot: 'LOT-1', amounts: taken }],
      made: [{ ...made, form, lot: 'LOT-2', kind: 'transformed', amounts: quantity }],
    },
  ];
  const claiming = (trace: JsonObject | null) =>
    verifyBundle(withDigest({ ...bundle, claim: { subject: { kind: 'lot', id: 'LOT-2' }, book, trace } }), TRUST, {
      sha256,
      verify,
    });
  const refused = claiming(null);
  return refused.failure?.kind === 'trace' ? claiming(objectIn(refused.failure.expected)) : refused;
}

describe.each(['split', 'repack'])('a bundle with a %s', (step) => {
  test('that gives what it takes is valid', () => {
    expect(verdictOn({ step })).toMatchObject({ failure: null, verdict: 'valid' });
  });

  test.each([
    ['netMilligrams', 101, 'at most 0.0001 kg net'],
    ['volumeMillilitres', 51, 'at most 0.05 L'],
    ['pieces', 5, 'at most 4 pieces'],
  ])('that gains %s is refused', (measure, amount, expected) => {
    const { failure } = verdictOn({ step, quantity: { ...QUANTITY, [measure]: amount } });
    expect(failure).toMatchObject({ kind: 'balance', field: 'entries[4].events[0]', expected });
  });

  test('that makes another form is refused', () => {
    const { failure } = verdictOn({ step, form: 'alloy' });
    expect(failure).toMatchObject({ kind: 'balance', expected: 'magnet', found: 'alloy' });
  });
});

test('a part by elements gives no net mass', () => {
  const input = { elementMilligrams: { Nd: 10 } };
  const { failure } = verdictOn({ step: 'split', input, quantity: { ...input, netMilligrams: 10 } });
  expect(failure).toMatchObject({ kind: 'balance', found: '0.00001 kg net' });
});

test('finishing makes no pieces, and may weigh more', () => {
  const heavier = { ...QUANTITY, netMilligrams: 101 };
  expect(verdictOn({ step: 'finishing', quantity: heavier }).failure).toBeNull();
  expect(verdictOn({ step: 'machining', quantity: { ...heavier, pieces: 5 } }).failure).toBeNull();
  const { failure } = verdictOn({ step: 'finishing', quantity: { ...heavier, pieces: 5 } });
  expect(failure).toMatchObject({ kind: 'balance', found: '5 pieces' });
});

test('a ledger that observes records what is gained, and the verdict says so', () => {
  const quantity = { ...QUANTITY, netMilligrams: 101 };
  const { failure, notChecked } = verdictOn({ step: 'split', quantity, enforcement: 'observe' });
  expect(failure).toBeNull();
  expect(notChecked.filter(({ kind }) => kind === 'excess').map(({ message }) => message)).toEqual([
    expect.stringContaining('split takes 0.0001 kg net and gives 0.000101 kg net'),
  ]);
});

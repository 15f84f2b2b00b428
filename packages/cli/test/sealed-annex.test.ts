import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { oreEvent, registrationEvent } from './event-lines.ts';
import { anotherPlace, keepServer, testPlace } from './test-place.ts';

// A client seals what its own supplier must not read; the supplier files it for the client; the office reads it.

const place = await testPlace();
const client = anotherPlace(place, 'client');
const at = (name: string) => join(place.folder, name);

const ANNEX = { permit: 'OEM-STUTTGART-7', extra: { contract: 'C-2026-17-PRIVATE' } };

/** What the client hands to its supplier. */
interface Handed {
  readonly event: { readonly id: string; readonly sealed: Readonly<Record<string, string>> };
  readonly openings: readonly { readonly field: string; readonly ciphertext: string }[];
}

let handed: Handed;

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/annex']);
  const { id, occurredAt } = oreEvent();
  const mandate = { type: 'mandate-given', id, occurredAt, agent: 'SUPPLIER', acts: ['lot-created'] };
  const lines = [
    { by: 'OPERATOR', event: registrationEvent('CLIENT', 'mine') },
    { by: 'OPERATOR', event: registrationEvent('SUPPLIER', 'trader') },
    { by: 'CLIENT', event: mandate },
  ];
  const stdin = lines.map((line) => JSON.stringify(line)).join('\n');
  await place.prepare(['record', '-', '--create-keys'], { stdin });
  const { stdout } = await client.prepare(['reader', 'create', '-o', at('office.txt')]);
  await client.prepare(['reader', 'add', 'OFFICE', stdout.trim()]);
  const annex = await place.file('annex.json', JSON.stringify(ANNEX));
  const asked = ['seal', annex, '--type', 'lot-created', '--readers', 'OFFICE', '-o', at('ours.openings')];
  handed = JSON.parse((await client.prepare(asked)).stdout) as Handed;
});
keepServer(place);

/** The supplier adds the members that it knows. */
async function file(line: object) {
  const stdin = JSON.stringify(line);
  return place.json<{ recorded: number; alreadyRecorded: number; refused: object | null }>(
    ['record', '-', '--by', 'SUPPLIER', '--create-keys'],
    { stdin },
  );
}

const filed = () => ({ ...oreEvent({ lot: 'ORE-ANNEX' }), ...handed.event, onBehalfOf: 'CLIENT' });

test('what the supplier is given has commitments and ciphertexts, and nothing that it could read', () => {
  const given = JSON.stringify(handed);
  expect(Object.keys(handed.event.sealed)).toEqual(['permit', 'extra']);
  expect(handed.openings.map(({ field }) => field)).toEqual(['permit', 'extra']);
  for (const secret of [ANNEX.permit, ANNEX.extra.contract]) expect(given).not.toContain(secret);
});

test('the supplier files it on behalf of the client, once', async () => {
  const line = { by: 'SUPPLIER', event: filed(), openings: handed.openings };
  expect((await file(line)).value).toMatchObject({ recorded: 1, refused: null });
  expect((await file(line)).value).toMatchObject({ recorded: 0, alreadyRecorded: 1 });
});

test('the office opens it in the ledger, and with the file of the client, which proves itself', async () => {
  const open = ['open', handed.event.id];
  const inLedger = await place.run([...open, '--identity', at('office.txt')]);
  expect(inLedger).toMatchObject({ code: 0, stdout: expect.stringContaining(ANNEX.permit) });
  const handedOver = await place.run([...open, '--opening', at('ours.openings')]);
  expect(handedOver).toMatchObject({ code: 0, stdout: expect.stringContaining(ANNEX.extra.contract) });
  expect(handedOver.stdout).toContain(`fits the commitment ${handed.event.sealed['extra']}`);
  expect((await stat(at('ours.openings'))).mode & 0o777).toBe(0o600);
});

test('another value under the same salt is told', async () => {
  const text = (await readFile(at('ours.openings'), 'utf8')).replace(ANNEX.permit, 'OEM-STUTTGART-8');
  const shown = await place.run(['open', handed.event.id, '--opening', await place.file('other.openings', text)]);
  expect(shown).toMatchObject({ code: 1, stdout: expect.stringMatching(/DAMAGED: it makes the commitment/) });
});

test('an exporter applies for a licence with the end user of its client, whom it cannot read', async () => {
  const secret = { endUser: 'OEM-STUTTGART-7', processFlow: 'glued into rotors' };
  const annex = await place.file('end-user.json', JSON.stringify(secret));
  const asked = ['seal', annex, '--type', 'licence-applied', '--readers', 'OFFICE', '-o', at('end-user.openings')];
  const { event, openings } = JSON.parse((await client.prepare(asked)).stdout) as Handed;
  const occurredAt = '2026-05-01T08:00:00.000Z';
  const dysprosium = { code: '1C905.a', description: 'dysprosium', elements: ['Dy'], requires: 'licence' };
  const list = {
    type: 'control-list-published',
    id: randomUUID(),
    occurredAt,
    list: 'CN-18',
    title: 'medium and heavy rare earths',
    jurisdiction: 'CN',
    validFrom: '2025-04-04T00:00:00.000Z',
    sources: ['No. 18 of 2025'],
    isConfirmed: true,
    items: [dysprosium],
  };
  const application = {
    ...event,
    occurredAt,
    licence: 'LIC-ANNEX',
    kind: 'single',
    lines: [{ line: '1', code: '1C905.a', netMilligrams: 1_000_000 }],
    consignee: 'CLIENT',
    destination: 'DE',
    validFrom: '2026-06-01T00:00:00.000Z',
    validTo: '2027-05-31T00:00:00.000Z',
  };
  const lines = [
    { by: 'OPERATOR', event: registrationEvent('EXPORTER', 'exporter') },
    { by: 'OPERATOR', event: list },
    { by: 'EXPORTER', event: application, openings },
  ];
  const stdin = lines.map((line) => JSON.stringify(line)).join('\n');
  await place.prepare(['record', '-', '--create-keys'], { stdin });
  const licence = await place.run(['licence', 'LIC-ANNEX']);
  expect(licence).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/endUser.*processFlow|processFlow.*endUser/),
  });
  expect(licence.stdout).not.toContain(secret.endUser);
  const opened = await place.run(['open', event.id, '--identity', at('office.txt')]);
  expect(opened.stdout).toContain(secret.endUser);
  expect(opened.stdout).toContain(secret.processFlow);
});

test('the supplier cannot open it, nor put an opening where nothing is sealed', async () => {
  const bare = await place.run(['open', handed.event.id]);
  expect(bare.stdout).toContain('--identity opens it for its readers');
  const [opening] = handed.openings;
  const stray = await file({ event: oreEvent(), openings: [opening] });
  expect(stray).toMatchObject({ code: 2, stderr: expect.stringContaining('the event has no sealed permit') });
});

async function seal(content: object, ...options: string[]) {
  return client.run(['seal', await place.file('bad.json', JSON.stringify(content)), ...options]);
}

test('what cannot be sealed is refused before anything is written, and a file of openings is never written over', async () => {
  const wrongMember = await seal({ quantity: 1 }, '--type', 'lot-created', '-o', at('new'));
  expect(wrongMember).toMatchObject({ code: 2, stderr: expect.stringContaining('quantity cannot be sealed') });
  const wrongType = await seal({ endUser: 'X' }, '--type', 'lot-created', '-o', at('new'));
  expect(wrongType).toMatchObject({ code: 2, stderr: expect.stringContaining('endUser is no member of lot-created') });
  const wrongValue = await seal({ permit: '' }, '--type', 'lot-created', '-o', at('new'));
  expect(wrongValue).toMatchObject({ code: 2, stderr: expect.stringContaining('permit must not be empty') });
  const taken = await seal({ permit: 'X' }, '--type', 'lot-created', '-o', at('ours.openings'));
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
});

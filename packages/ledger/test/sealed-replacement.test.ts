import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Opening } from '@lodestone/proof/sealed-field.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AgeIdentity, createIdentityFile, readIdentityFile } from '../src/keys/age-file.ts';
import { eraseOpening } from '../src/seals/erase-opening.ts';
import { proveClaim } from '../src/evidence/prove-claim.ts';
import { readOpening } from '../src/seals/read-opening.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { signEvents } from '../src/record/sign-events.ts';
import { submitFile } from '../src/record/submit-file.ts';
import { openOwner } from './tampering.ts';
import { audit, createTestLedger, record, testFolders, type TestLedger, withLedger } from './test-ledger.ts';

// What a correction says anew may be kept from others like everything else: the correction commits to it.

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
let recipient: string;
let identities: readonly AgeIdentity[];

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/sealed-replacement');
  const path = join(await folders.make(), 'identity.txt');
  recipient = await createIdentityFile(path, new Date(0));
  identities = await readIdentityFile(path);
  const party = { type: 'party-registered', party: 'MINE-A', name: 'Mine A', roles: ['mine'], country: 'CN' };
  await withLedger(ledger, (open) => record(open, [{ by: 'OPERATOR', event: { ...head(), ...party } }]));
});

const head = () => ({ id: randomUUID(), occurredAt: '2026-03-01T08:00:00.000Z' });
const [WRONG, RIGHT] = ['C3600002026035120099001', 'C3600002026035120099002'];
const FIELD = 'replacement.permit';

function ore(lot: string, members: object) {
  const material = { form: 'ore', product: 'clay' };
  const made = { lot, origin: 'mined', material, quantity: { net: '1 t' }, country: 'CN' };
  return { ...head(), type: 'lot-created', ...made, ...members };
}

/** Records a lot with a permit that is sealed, and gives the correction that states another one. */
async function correctionOf(permit: unknown = RIGHT) {
  const event = ore(`ORE-${randomUUID()}`, { permit: WRONG });
  const line = { by: 'MINE-A', seal: { permit: [recipient] }, event };
  const { refused } = await withLedger(ledger, (open) => record(open, [line]));
  expect(refused).toBeNull();
  const { digest } = await eventOf(event.id);
  const { id: _, permit: __, ...replacement } = { permit: WRONG, ...event };
  return {
    ...head(),
    type: 'event-corrected',
    corrects: digest,
    reason: 'the permit of last year',
    replacement: { ...replacement, id: randomUUID(), permit },
  };
}

const seal = (event: object, field = FIELD) => ({ by: 'MINE-A', seal: { [field]: [recipient] }, event });
const recordLine = (line: ReturnType<typeof seal>) => withLedger(ledger, (open) => record(open, [line]));
const opened = (event: string) => withLedger(ledger, (open) => readOpening(open, event, FIELD, identities));

async function eventOf(id: string): Promise<{ digest: string; body: string }> {
  const owner = await openOwner(testing.url);
  const rows = await owner.query<{ digest: Buffer; body: Buffer }>(
    'select digest, body from ledger.event where event_id = $1',
    [id],
  );
  await owner.close();
  const [row] = rows;
  return { digest: row?.digest.toString('base64url') ?? '', body: row?.body.toString('utf8') ?? '' };
}

async function expectOpening(event: string): Promise<Opening> {
  const field = await opened(event);
  if (field?.status !== 'opened') throw new Error(`it is ${field?.status}`);
  expect(field.opening).toMatchObject({ event, field: FIELD, value: RIGHT });
  return field.opening;
}

describe('a member of a replacement', () => {
  test('is sealed by the correction, opens for its readers, and is the same when it is recorded again', async () => {
    const correction = await correctionOf();
    expect(await recordLine(seal(correction))).toMatchObject({ recorded: 1, findings: { count: 0 }, refused: null });
    const { body } = await eventOf(correction.id);
    expect(body).not.toContain(RIGHT);
    expect(JSON.parse(body)).toMatchObject({ sealed: { [FIELD]: expect.any(String) } });
    await expectOpening(correction.id);
    expect(await recordLine(seal(correction))).toMatchObject({ recorded: 0, alreadyRecorded: 1, refused: null });
  });

  test('leaves a ledger that is valid, and made again from its events', async () => {
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
    await withLedger(ledger, (open) => rebuildViews(open));
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });

  test('is shown in a bundle, and no other value in its place', async () => {
    const correction = await correctionOf();
    await recordLine(seal(correction));
    const opening = await expectOpening(correction.id);
    const prove = (openings: readonly Opening[]) =>
      withLedger(ledger, (open) => proveClaim(open, { id: correction.id, withhold: [], showsUses: true, openings }));
    expect((await prove([opening]))?.verdict).toMatchObject({ verdict: 'valid' });
    for (const other of [{ value: WRONG }, { field: 'permit' }]) {
      const forged = await prove([{ ...opening, ...other }]);
      expect(forged?.verdict).toMatchObject({ verdict: 'invalid', failure: { kind: 'opening' } });
    }
  });

  test('is erased by its own name, and is then not known again', async () => {
    const correction = await correctionOf();
    await recordLine(seal(correction));
    const erasing = { event: correction.id, field: FIELD, reason: 'asked for', by: 'MINE-A', acceptClock: false };
    const erase = () => withLedger(ledger, (open) => eraseOpening(open, erasing));
    expect(await erase()).toEqual({ recorded: true, deleted: true, refused: null });
    expect(await opened(correction.id)).toMatchObject({ status: 'erased' });
    const { refused } = await recordLine(seal(correction));
    expect(refused?.message).toContain(`what opened its ${FIELD} was erased by event`);
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });

  test('is sealed where every line seals it, as in any event', async () => {
    const correction = await correctionOf();
    const options = { seal: { fields: ['permit'], readers: [recipient] } };
    await withLedger(ledger, (open) => record(open, [{ by: 'MINE-A', event: correction }], options));
    await expectOpening(correction.id);
  });

  test('goes through a file that is signed where there is no ledger', async () => {
    const correction = await correctionOf();
    let text = '';
    const write = async (part: string) => void (text += part);
    const result = await withLedger(ledger, async (open) => {
      const { dataFolder, name } = open;
      const options = { dataFolder, ledger: name, by: undefined, keyNumber: undefined, together: 1, write };
      await signEvents(chunksOf(`${JSON.stringify(seal(correction))}\n`), options);
      return submitFile(open, chunksOf(text), { dryRun: false, acceptClock: false });
    });
    expect(text).not.toContain(RIGHT);
    expect(result).toMatchObject({ recorded: 1, refused: null });
    await expectOpening(correction.id);
  });

  test('is not shown by a refusal', async () => {
    const { refused } = await recordLine(seal(await correctionOf(['SECRET-7'])));
    expect(refused).toMatchObject({ reason: 'bad-line', facts: { field: FIELD, found: null } });
    expect(JSON.stringify(refused)).not.toContain('SECRET-7');
  });

  test.each([
    ['replacement.note', 'the event states none'],
    ['replacement.quantity', 'cannot be sealed: a rule may read it'],
    ['replacement', 'cannot be sealed: a rule may read it'],
  ])('%s is not sealed', async (field, says) => {
    const { refused } = await recordLine(seal(await correctionOf(), field));
    expect(refused).toMatchObject({ reason: 'bad-line', message: expect.stringContaining(`seal.${field}: ${says}`) });
  });
});

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

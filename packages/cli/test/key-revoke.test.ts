import { beforeAll, describe, expect, test } from 'vitest';
import { lineOf, oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
const STOLEN_FROM = '2026-01-01T00:00:00.000Z';

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/keys']);
  const registered = [registrationEvent('MINE-A', 'mine'), registrationEvent('TRADER-T', 'trader')];
  await record(['--create-keys'], ...registered.map((event) => lineOf(event, 'OPERATOR')), lineOf(oreEvent()));
});
keepServer(place);

async function record(options: readonly string[], ...lines: readonly string[]): Promise<void> {
  const file = await place.file('lines.jsonl', `${lines.join('\n')}\n`);
  await place.prepare(['record', file, ...options]);
}

interface Listed {
  readonly party: string;
  readonly number: number;
  readonly key: string;
  readonly status: string;
}

async function listKeys(party: string): Promise<Listed[]> {
  const { value } = await place.json<Listed[]>(['key', 'list']);
  return value.filter((key) => key.party === party);
}

describe('key revoke', () => {
  test.each([
    ['a theft without a time', ['--cause', 'stolen'], '--cause stolen and --from <time> belong together'],
    ['a time without a theft', ['--cause', 'lost', '--from', STOLEN_FROM], 'belong together'],
    ['a cause that is none', ['--cause', 'eaten'], '--cause must be one of lost, stolen, retired; found eaten'],
    ['a key that the keyring does not have', ['--number', '7'], 'the keyring has no key 7 of MINE-A, it has 1'],
    ['a key of nobody', ['--key', 'ed25519:none'], 'MINE-A has no key ed25519:none in this ledger'],
  ])('refuses %s as wrong use', async (_, options, says) => {
    const { code, stderr } = await place.run(['key', 'revoke', 'MINE-A', '--reason', 'a test', ...options]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
  });

  test('of a party without a key says so', async () => {
    const { code, stderr } = await place.run(['key', 'revoke', 'TRADER-T', '--reason', 'a test']);
    expect(code).toBe(2);
    expect(stderr).toContain('TRADER-T: the ledger knows no key of that party; there is none to revoke');
  });

  test('of a theft in the future is refused by the ledger, with both times', async () => {
    const theft = ['--cause', 'stolen', '--from', '2199-01-01'];
    const { code, stderr } = await place.run(['key', 'revoke', 'MINE-A', '--reason', 'a test', ...theft]);
    expect(code).toBe(1);
    expect(stderr).toContain('was stolen at 2199-01-01T00:00:00.000Z');
  });

  test('records the theft, counts what was signed since, marks it, and every verdict says so', async () => {
    const [first] = await listKeys('MINE-A');
    const created = await place.json<{ by: string; enrolment: object }>(['key', 'create', 'MINE-A']);
    await record([], lineOf(created.value.enrolment, created.value.by));
    const theft = ['--cause', 'stolen', '--from', '2026-01-01', '--reason', 'laptop gone'];
    const revoked = await place.run(['key', 'revoke', 'MINE-A', '--number', '1', ...theft]);
    expect(revoked).toMatchObject({ code: 0, stderr: '' });
    expect(revoked.stdout).toContain(`Revoked ${first?.key} of MINE-A, signed by MINE-A.`);
    expect(revoked.stdout).toContain('2 entries with 2 events');
    expect(await listKeys('MINE-A')).toMatchObject([{ status: 'revoked' }, { status: 'enrolled' }]);

    await record([], lineOf(oreEvent({ lot: 'ORE-AFTER' })));
    const { value: events } = await place.json<{ type: string; stolenKey: object | null }[]>(['events', '--stolen']);
    expect(events.map(({ type }) => type)).toEqual(['lot-created', 'key-enrolled']);
    for (const { stolenKey } of events) expect(stolenKey).toMatchObject({ stolenFrom: STOLEN_FROM });
    const { stdout } = await place.run(['events']);
    expect(stdout.match(/\(stolen key\)/g)).toHaveLength(2);
    expect((await place.run(['lot', 'ORE-AFTER'])).stdout).not.toContain('stolen');

    const verified = await place.run(['verify']);
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain('1 key revoked as stolen, which signed 2 entries with 2 events since');
    const { value } = await place.json<{ keys: object }>(['verify']);
    expect(value.keys).toMatchObject({ stolen: { keys: 1, entries: 2, events: 2 } });
  });

  test('of the last key of a party is signed by the operator where the party has none here', async () => {
    await place.prepare(['key', 'revoke', 'MINE-A', '--cause', 'retired', '--reason', 'closed down']);
    const { code, stderr } = await place.run(['key', 'revoke', 'MINE-A', '--number', '2', '--reason', 'again']);
    expect(code).toBe(1);
    expect(stderr).toContain('is revoked already');
  });
});

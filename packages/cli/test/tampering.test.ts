import { withClient } from '@lodestone/testkit/test-run.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, recordChain } from './chain-file.ts';
import { keepServer, serverIsUp, testPlace } from './test-place.ts';

// Somebody who has all rights on the database, works past the command, and switches the triggers off. Every column of
// every table is tried in the ledger's own tests; this is about what the command says. The tests go on from each other.
const place = await testPlace();
beforeAll(() => recordChain(place));
keepServer(place);

interface Failure {
  readonly kind: string;
  readonly position: number | null;
  readonly ordinal: number | null;
  readonly expected: string;
  readonly found: string;
  readonly message: string;
}

interface Verdict {
  readonly verdict: string;
  readonly failures: readonly Failure[];
}

async function asSuperuser(statement: string): Promise<void> {
  await withClient(await serverIsUp(place), async (client) => {
    await client.query('set session_replication_role = replica');
    expect((await client.query(statement)).rowCount).toBe(1);
  });
}

async function expectInvalid(): Promise<Verdict> {
  const { code, value, stderr } = await place.json<Verdict>(['verify']);
  expect({ code, verdict: value.verdict, stderr }).toEqual({ code: 1, verdict: 'invalid', stderr: '' });
  return value;
}

async function expectValid(): Promise<void> {
  const { code, value } = await place.json<Verdict>(['verify']);
  expect({ code, verdict: value.verdict }).toEqual({ code: 0, verdict: 'valid' });
}

test('without switching them off, the triggers refuse even a superuser', async () => {
  await withClient(await serverIsUp(place), async (client) => {
    for (const statement of [
      'update ledger.event set type = type',
      'delete from ledger.entry where position = 12',
      'truncate ledger.event',
    ]) {
      await expect(client.query(statement), statement).rejects.toThrow('the ledger is append-only');
    }
  });
  await expectValid();
});

describe('a row of the views', () => {
  test('that was changed is found, named with both values, and made right by rebuild', async () => {
    await asSuperuser(`update view.lot set net_milligrams = net_milligrams + 1 where lot = '${CHAIN.ore}'`);
    const { failures } = await expectInvalid();
    expect(failures).toEqual([
      {
        kind: 'view',
        position: 3,
        ordinal: 0,
        expected: '1000000000000',
        found: '1000000000001',
        message: expect.stringContaining('view.lot.net_milligrams'),
      },
    ]);
    expect((await place.run(['rebuild'])).code).toBe(0);
    await expectValid();
  });

  test('that was removed, likewise', async () => {
    await asSuperuser("delete from view.shipment_end where ending = 'exited'");
    const { failures } = await expectInvalid();
    expect(failures).toMatchObject([{ kind: 'view', position: 12, ordinal: 9, found: 'no row' }]);
    expect((await place.run(['rebuild'])).code).toBe(0);
    await expectValid();
  });
});

describe('the ledger itself', () => {
  test('changed by one byte of an event is found at its position, in words too, and no rebuild repairs it', async () => {
    await asSuperuser(
      `update ledger.event set body = convert_to(replace(convert_from(body, 'UTF8'), '1000000000000', '9000000000000'), 'UTF8')
       where position = 3 and ordinal = 0`,
    );
    const { failures } = await expectInvalid();
    expect(failures[0]).toMatchObject({
      kind: 'event-digest',
      position: 3,
      ordinal: 0,
      expected: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      found: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    });
    expect(failures[0]?.expected).not.toBe(failures[0]?.found);

    const { code, stdout } = await place.run(['verify']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^INVALID · \d+ differences in 13 entries, 47 events\n/);
    expect(stdout).toContain('entry 3, event 0 · event-digest\n');
    expect(stdout).toContain(`expected  ${failures[0]?.expected}\n`);
    expect(stdout).toContain(`found     ${failures[0]?.found}\n`);

    await place.run(['rebuild']);
    expect((await expectInvalid()).failures[0]).toEqual(failures[0]);
    await asSuperuser(
      `update ledger.event set body = convert_to(replace(convert_from(body, 'UTF8'), '9000000000000', '1000000000000'), 'UTF8')
       where position = 3 and ordinal = 0`,
    );
    expect((await place.run(['rebuild'])).code).toBe(0);
    await expectValid();
  });

  test('cut off at its end is found by what the data folder remembers', async () => {
    await withClient(await serverIsUp(place), async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query('delete from ledger.event where position = 12');
      await client.query('delete from ledger.entry where position = 12');
      await client.query(
        `update ledger.head set size = 12, leaf_hash = e.leaf_hash, recorded_at = (convert_from(e.body, 'UTF8')::jsonb ->> 'recordedAt')::timestamptz
         from ledger.entry e where e.position = 11`,
      );
    });
    expect((await place.run(['rebuild'])).code).toBe(0);
    const { failures } = await expectInvalid();
    expect(failures).toMatchObject([{ kind: 'head', position: 12, found: 'only 12 entries' }]);
    // Looking again does not make the folder forget what it has seen.
    expect((await expectInvalid()).failures).toEqual(failures);
  });
});

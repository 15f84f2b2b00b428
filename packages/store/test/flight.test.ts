import type { Socket } from 'node:net';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CopyColumn, copyStep } from '../src/wire/copy.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { type CopyStep, type FlightStep, openLine, sendFlight } from '../src/wire/flight.ts';

const testing = testDatabase();
let database: Database;
let owner: pg.Client;
let client: pg.PoolClient;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  owner = new pg.Client({ connectionString: testing.url });
  await owner.connect();
  await owner.query(`
    create schema flight;
    create table flight.number (
      ledger_id integer, value bigint,
      constraint number_is_unique unique (value), constraint number_is_not_negative check (value >= 0)
    );
    create table flight.note (
      text text, numbers bigint, bytes bytea, at bigint generated always as identity,
      constraint note_is_unique unique (text) deferrable initially deferred
    );
    grant usage on schema flight to public;
    grant all on all tables in schema flight to public`);
});

afterAll(async () => {
  await owner.end();
  await database.close();
});

beforeEach(async () => {
  await owner.query('truncate flight.number, flight.note');
});

const VALUE: readonly CopyColumn<bigint>[] = [{ name: 'value', type: 'bigint', value: (value) => value }];
const numbers = (values: readonly bigint[]): CopyStep => copyStep('flight.number', VALUE, 1, values);
const upTo = (count: number): bigint[] => Array.from({ length: count }, (_, index) => BigInt(index));
/** Notes how many numbers there are by now. */
const note = (text: string | null, bytes: Buffer | null = null): FlightStep => ({
  text: 'insert into flight.note (text, numbers, bytes) select $1, (select count(*) from flight.number), $2',
  values: [text, bytes],
});
const BEGIN: FlightStep = { text: 'begin' };
const COMMIT: FlightStep = { text: 'commit' };
const BROKEN: FlightStep = { text: 'select 1 / 0' };
/** So large that the server is still taking it in when the client has long written it. */
const LARGE = upTo(100_000);

async function withClient(body: () => Promise<void>): Promise<void> {
  client = await database.pool.connect();
  let isBroken = true;
  try {
    await body();
    isBroken = false;
  } finally {
    client.release(isBroken);
  }
}

/** What the client of pg is connected by, which its types do not tell. */
function wireOf(of: pg.PoolClient): { readonly stream: Socket } {
  return (of as unknown as { readonly connection: { readonly stream: Socket } }).connection;
}

/** Another connection sees what is committed, and nothing else. */
async function committed(): Promise<{ notes: string[]; numbers: number }> {
  const notes = await owner.query<{ text: string }>('select text from flight.note order by at');
  const count = await owner.query<{ count: string }>('select count(*) from flight.number');
  return { notes: notes.rows.map(({ text }) => text), numbers: Number(count.rows[0]?.count) };
}

const NOTHING = { notes: [], numbers: 0 };

describe('the steps of a flight', () => {
  test('are done in their order, in one transaction from begin to commit', () =>
    withClient(async () => {
      const steps = [BEGIN, note('first'), numbers([1n, 2n]), note('second'), numbers([3n]), note('third'), COMMIT];
      await sendFlight(client, steps);
      const { rows: notes } = await owner.query('select text, numbers::integer from flight.note order by at');
      expect(notes).toEqual([
        { text: 'first', numbers: 0 },
        { text: 'second', numbers: 2 },
        { text: 'third', numbers: 3 },
      ]);
      const { rows: transactions } = await owner.query(
        'select xmin from flight.note union select xmin from flight.number',
      );
      expect(transactions).toHaveLength(1);
    }));

  test('are seen by nobody until one of them commits', () =>
    withClient(async () => {
      await sendFlight(client, [BEGIN, note('here'), numbers([1n])]);
      expect(await committed()).toEqual(NOTHING);
      await sendFlight(client, [COMMIT]);
      expect(await committed()).toEqual({ notes: ['here'], numbers: 1 });
    }));

  test('carry text, bytes and null as they are', () =>
    withClient(async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      await sendFlight(client, [note("Nd₂O₃ '); --", bytes), note(null), note('', Buffer.alloc(0))]);
      const { rows } = await owner.query('select text, bytes from flight.note order by at');
      expect(rows).toEqual([
        { text: "Nd₂O₃ '); --", bytes },
        { text: null, bytes: null },
        { text: '', bytes: Buffer.alloc(0) },
      ]);
    }));

  test('may be none, may copy no rows, and may give rows that nobody asked for', () =>
    withClient(async () => {
      await sendFlight(client, []);
      await sendFlight(client, [numbers([]), { text: 'select generate_series(1, 1000)' }, { text: '' }, note('done')]);
      expect(await committed()).toEqual({ notes: ['done'], numbers: 0 });
    }));

  test('are made one by one, each when the one before is on its way', () =>
    withClient(async () => {
      const { stream } = wireOf(client);
      const written: number[] = [];
      function* steps(): Generator<FlightStep> {
        for (let start = 0; start < 50; start++) {
          written.push(stream.bytesWritten);
          yield start % 2 === 0 ? numbers([BigInt(start)]) : note(`${start}`);
        }
      }
      await sendFlight(client, steps());
      expect(new Set(written).size).toBe(50);
      expect((await committed()).numbers).toBe(25);
    }));

  test('leave room for the next query, which waits for its turn', () =>
    withClient(async () => {
      const flight = sendFlight(client, [numbers(LARGE)]);
      const { rows } = await client.query<{ count: bigint }>('select count(*) from flight.number');
      expect(rows).toEqual([{ count: BigInt(LARGE.length) }]);
      await flight;
    }));
});

const counting = (value: number, name = 'counting'): FlightStep => ({
  name,
  text: 'insert into flight.number (value) values ($1::bigint)',
  values: [String(value)],
});
async function prepared(name: string): Promise<object[]> {
  const { rows } = await client.query<object>('select prepare_time from pg_prepared_statements where name = $1', [
    name,
  ]);
  return rows;
}

describe('a statement with a name', () => {
  test('is read once per connection, and done each time', () =>
    withClient(async () => {
      await sendFlight(client, [counting(1), counting(2)]);
      const before = await prepared('counting');
      expect(before).toHaveLength(1);
      await sendFlight(client, [counting(3)]);
      expect(await prepared('counting')).toEqual(before);
      expect((await committed()).numbers).toBe(3);
    }));

  test('can be sent again after a flight that failed behind it', () =>
    withClient(async () => {
      const name = 'before the failure';
      await expect(sendFlight(client, [counting(1, name), BROKEN])).rejects.toMatchObject({ code: '22012' });
      expect(await prepared(name)).toHaveLength(1);
      await sendFlight(client, [counting(1, name)]);
      expect((await committed()).numbers).toBe(1);
    }));

  test('can be sent again after a flight that failed before it', () =>
    withClient(async () => {
      const name = 'behind the failure';
      await expect(sendFlight(client, [BROKEN, counting(1, name)])).rejects.toMatchObject({ code: '22012' });
      expect(await prepared(name)).toHaveLength(0);
      await sendFlight(client, [counting(1, name)]);
      expect((await committed()).numbers).toBe(1);
    }));
});

describe('flights on a line', () => {
  test('are on their way at once, and done in their order', () =>
    withClient(async () => {
      const send = openLine(client);
      const made: string[] = [];
      function* noted(text: string): Generator<FlightStep> {
        yield note(text);
        made.push(text);
      }
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const all = [send([note('first'), { text: 'select pg_sleep(1)' }]), send(noted('second'))];
      all.push(send([numbers([-1n])]), send(noted('fourth')));
      await waitUntilAsleep(rows[0]?.pid as number);
      expect(made).toEqual(['second', 'fourth']);
      expect(await committed()).toEqual(NOTHING);
      const settled = await Promise.allSettled(all);
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
      expect(await committed()).toEqual({ notes: ['first', 'second', 'fourth'], numbers: 0 });
      expect((await client.query('select 42 as answer')).rows).toEqual([{ answer: 42 }]);
    }));

  test('each make their steps when those before are made', () =>
    withClient(async () => {
      const send = openLine(client);
      const made: string[] = [];
      function* steps(name: string): Generator<FlightStep> {
        for (const step of [1n, 2n, 3n]) {
          made.push(`${name} ${step}`);
          yield numbers([]);
        }
      }
      await Promise.all([send(steps('one')), send(steps('two'))]);
      expect(made).toEqual(['one 1', 'one 2', 'one 3', 'two 1', 'two 2', 'two 3']);
    }));

  test('all fail when their connection is lost', () =>
    withDoomed(async (pid) => {
      const send = openLine(client);
      const asleep = send([note('first'), { text: 'select pg_sleep(60)' }]);
      const behind = [send([note('second')]), send([note('third')])];
      await Promise.all([
        expect(asleep).rejects.toMatchObject({ code: ADMIN_SHUTDOWN }),
        ...behind.map((flight) => expect(flight).rejects.toBeInstanceOf(Error)),
        waitUntilAsleep(pid).then(() => terminate(pid)),
      ]);
    }));
});

/** A generator that fails behind its steps, as the making of a step does. */
function* failing(steps: readonly FlightStep[], fail: () => FlightStep): Generator<FlightStep> {
  yield* steps;
  yield fail();
}

const brokenStep = new Error('a step that cannot be made');
const throwBroken = (): FlightStep => {
  throw brokenStep;
};

/** Would go on for ever if the failure of the steps before were not heard. */
function* endless(steps: readonly FlightStep[]): Generator<FlightStep> {
  yield* steps;
  for (let value = 1_000_000n; ; value++) yield numbers([value]);
}

const FAILURES: Readonly<Record<string, { steps: () => Iterable<FlightStep>; error: object }>> = {
  'in the data of a COPY': {
    steps: () => [numbers([1n, 2n, 1n]), note('behind'), COMMIT],
    error: { constraint: 'number_is_unique' },
  },
  'in the data of a COPY, far from its end': {
    steps: () => [numbers([-1n, ...LARGE]), numbers(LARGE), note('behind'), COMMIT],
    error: { constraint: 'number_is_not_negative' },
  },
  'in a COPY that takes no data at all': {
    steps: () => [copyStep('flight.missing', VALUE, 1, LARGE), numbers([2n]), COMMIT],
    error: { code: '42P01' },
  },
  'in a COPY with fewer columns than its rows': {
    steps: () => [{ ...numbers(LARGE), text: 'copy flight.number (value) from stdin (format binary)' }, COMMIT],
    error: { code: '22P04' },
  },
  'in a statement before a COPY': {
    steps: () => [{ text: 'select 1 / 0' }, numbers(LARGE), note('behind'), COMMIT],
    error: { code: '22012' },
  },
  'in a statement that cannot be read': {
    steps: () => [{ text: 'insert in to' }, numbers(LARGE), COMMIT],
    error: { code: '42601' },
  },
  'in a statement with a value too few': {
    steps: () => [{ text: 'select $1::text' }, numbers([1n]), COMMIT],
    error: { code: '08P01' },
  },
  'in the commit': {
    steps: () => [note('twice'), numbers([1n]), note('twice'), COMMIT],
    error: { constraint: 'note_is_unique' },
  },
  'before steps without an end': {
    steps: () => endless([{ text: 'select 1 / 0' }]),
    error: { code: '22012' },
  },
  'in the making of the first step': { steps: () => failing([], throwBroken), error: brokenStep },
  'in the making of a step behind a COPY': {
    steps: () => failing([numbers(LARGE), note('before')], throwBroken),
    error: brokenStep,
  },
  'in the making of a COPY, by a number that no bigint holds': {
    steps: () => failing([numbers([1n])], () => numbers([2n, 2n ** 63n])),
    error: new RangeError('9223372036854775808 does not fit into a bigint of PostgreSQL'),
  },
};

describe.each(Object.entries(FAILURES))('a failure %s', (_, { steps, error }) => {
  test('is told as it was, and nothing is left after the rollback, on a connection that works', () =>
    withClient(async () => {
      await client.query('begin');
      await sendFlight(client, [note('in the same transaction'), numbers([999_999n])]);
      const flight = sendFlight(client, steps());
      await expect(flight).rejects.toMatchObject(error);
      if (error === brokenStep) await expect(flight).rejects.toBe(error);
      await client.query('rollback');

      const { rows } = await client.query<{ answer: number }>('select 42 as answer');
      expect(rows).toEqual([{ answer: 42 }]);
      expect(await committed()).toEqual(NOTHING);

      await sendFlight(client, [BEGIN, numbers([1n]), note('again'), COMMIT]);
      expect(await committed()).toEqual({ notes: ['again'], numbers: 1 });
    }));
});

const ADMIN_SHUTDOWN = '57P01';

/** Borrows a connection that the test loses, and takes its process number. */
async function withDoomed(body: (pid: number) => Promise<void>): Promise<void> {
  client = await database.pool.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await body(rows[0]?.pid as number);
    // The flight hears why before the client hears that the connection has ended; what is asked in between fails too.
    const asked = () => client.query('select 42').then(String, String);
    await expect.poll(asked).toContain('not queryable');
  } finally {
    client.release(true);
  }
  expect(await committed()).toEqual(NOTHING);
}

async function terminate(pid: number): Promise<void> {
  const { rows } = await owner.query<{ done: boolean }>('select pg_terminate_backend($1, 10000) as done', [pid]);
  expect(rows).toEqual([{ done: true }]);
}

async function waitUntilAsleep(pid: number): Promise<void> {
  for (;;) {
    const { rows } = await owner.query("select from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'", [pid]);
    if (rows.length > 0) return;
  }
}

describe('a connection that is lost', () => {
  test('rejects the flight when the server ends it at work on a step', () =>
    withDoomed(async (pid) => {
      const steps = [BEGIN, numbers([1n]), { text: 'select pg_sleep(60)' }, numbers([2n]), COMMIT];
      const flight = sendFlight(client, steps);
      const ended = waitUntilAsleep(pid).then(() => terminate(pid));
      await expect(flight).rejects.toMatchObject({ code: ADMIN_SHUTDOWN });
      await ended;
    }));

  test('rejects the flight when the server ends it while steps are still made', () =>
    withDoomed(async (pid) => {
      let terminated: Promise<void> | undefined;
      function* steps(): Generator<FlightStep> {
        yield BEGIN;
        for (let value = 0n; ; value++) {
          yield numbers([value]);
          if (value === 10n) terminated = terminate(pid);
        }
      }
      await expect(sendFlight(client, steps())).rejects.toBeInstanceOf(Error);
      await terminated;
    }));

  test('rejects the flight when the line breaks without a word', () =>
    withDoomed(async (pid) => {
      const { stream } = wireOf(client);
      function* steps(): Generator<FlightStep> {
        yield BEGIN;
        yield numbers([1n]);
        stream.destroy();
        yield numbers([2n]);
        yield COMMIT;
      }
      await expect(sendFlight(client, steps())).rejects.toBeInstanceOf(Error);
      await terminate(pid).catch(() => undefined);
    }));

  test('rejects a flight that is sent when it is lost already', () =>
    withDoomed(async (pid) => {
      await terminate(pid);
      // The client may hear of it first, or with the flight.
      await expect(sendFlight(client, [BEGIN, numbers([1n]), COMMIT])).rejects.toBeInstanceOf(Error);
    }));
});

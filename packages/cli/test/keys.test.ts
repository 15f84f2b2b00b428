import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN_LINES, ORIGIN, recordRegistrations } from './chain-file.ts';
import { lineOf, oreEvent, registrationEvent } from './event-lines.ts';
import type { CommandOptions } from './run-lodestone.ts';
import { anotherPlace, keepServer, serverIsUp, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => recordRegistrations(place));
keepServer(place);

/** Everything that any command of this file printed. */
const printed: string[] = [];

async function run(commandArguments: readonly string[], options?: CommandOptions) {
  const result = await place.run(commandArguments, options);
  printed.push(result.stdout, result.stderr);
  return result;
}

async function recordLines(lines: readonly string[], ...options: string[]) {
  const file = await place.file('lines.jsonl', `${lines.join('\n')}\n`);
  const { code, stdout, stderr } = await run(['record', file, '--json', ...options]);
  return { code, stderr, value: JSON.parse(stdout) as { recorded: number; alreadyRecorded: number; enrolled: number } };
}

interface ListedKey {
  readonly party: string;
  readonly number: number;
  readonly key: string;
  readonly status: string;
}

async function listKeys(party: string): Promise<ListedKey[]> {
  const { stdout } = await run(['key', 'list', '--json']);
  return (JSON.parse(stdout) as ListedKey[]).filter((key) => key.party === party);
}

describe('a key of a party', () => {
  let enrolment: string;

  test('is made with the line that enrols it, alone on stdout', async () => {
    const { code, stdout, stderr } = await run(['key', 'create', 'REFINER-B']);
    expect(code).toBe(0);
    const [key] = await listKeys('REFINER-B');
    expect(key).toMatchObject({ number: 1, status: 'not-enrolled' });
    expect(stderr).toContain(`Key 1 of REFINER-B: ${key?.key}\n`);
    expect(stderr).toContain('signed by OPERATOR');
    expect(JSON.parse(stdout)).toMatchObject({
      by: 'OPERATOR',
      event: { type: 'key-enrolled', party: 'REFINER-B', key: key?.key, heldBy: 'party' },
    });
    enrolment = stdout.trim();
  });

  test('signs once the operator has recorded that line', async () => {
    const event = JSON.stringify(oreEvent({ origin: 'opening-stock' }));
    expect(await recordLines([event], '--by', 'REFINER-B')).toMatchObject({ code: 1, value: { recorded: 0 } });
    expect(await recordLines([enrolment])).toMatchObject({ code: 0, value: { recorded: 1, enrolled: 0 } });
    expect(await recordLines([event], '--by', 'REFINER-B')).toMatchObject({ code: 0, value: { recorded: 1 } });
    expect(await listKeys('REFINER-B')).toMatchObject([{ status: 'enrolled' }]);
  });

  test('can enrol itself and sign in one file', async () => {
    const { stdout } = await run(['key', 'create', 'METALS-C', '--json']);
    const created = JSON.parse(stdout) as { by: string; enrolment: object };
    const event = oreEvent({ origin: 'imported', material: { form: 'oxide', product: 'Pr-Nd oxide' } });
    const lines = [lineOf(created.enrolment, created.by), lineOf(event, 'METALS-C')];
    expect(await recordLines(lines)).toMatchObject({ code: 0, value: { recorded: 2, enrolled: 0 } });
  });

  test('can be followed by another, signed in by the one before', async () => {
    const { stdout, stderr } = await run(['key', 'create', 'REFINER-B']);
    expect(stderr).toContain('signed by REFINER-B');
    expect(JSON.parse(stdout)).toMatchObject({ by: 'REFINER-B' });
    expect(await recordLines([stdout.trim()])).toMatchObject({ code: 0, value: { recorded: 1 } });
    expect(await listKeys('REFINER-B')).toMatchObject([
      { number: 1, status: 'enrolled' },
      { number: 2, status: 'enrolled' },
    ]);
    // What the first key signed stays the party's: recording it again is no other author.
    expect(await recordLines([enrolment])).toMatchObject({ code: 0, value: { recorded: 0, alreadyRecorded: 1 } });
  });

  test('that is lost is followed by one that the operator signs in, in recovery', async () => {
    const elsewhere = anotherPlace(place, 'elsewhere');
    const env = { LODESTONE_DATABASE_URL: await serverIsUp(place) };
    const { stdout } = await elsewhere.run(['key', 'create', 'REFINER-B'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ by: 'OPERATOR', event: { recovery: true } });
    expect(await recordLines([stdout.trim()])).toMatchObject({ code: 0, value: { recorded: 1 } });
    expect(await place.json(['verify'])).toMatchObject({
      code: 0,
      value: { verdict: 'valid', keys: { heldByLedger: 1, recovery: 1 } },
    });
  });
});

describe('recording again from another data folder', () => {
  test('passes over what is recorded, although no key is there', async () => {
    const elsewhere = anotherPlace(place, 'without-keys');
    const env = { LODESTONE_DATABASE_URL: await serverIsUp(place) };
    const stdin = CHAIN_LINES.slice(0, 13).join('\n');
    const again = await elsewhere.json(['record', '-'], { env, stdin });
    expect(again).toMatchObject({ code: 0, value: { recorded: 0, alreadyRecorded: 13 } });
    const { code, stderr } = await elsewhere.run(['record', '-', '--create-keys'], { env, stdin: lineOf(oreEvent()) });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'by: the keyring has no key of MINE-A: the ledger knows 1, but their secrets are in another data folder',
    );
  });
});

describe('--create-keys', () => {
  test('enrols the key that an interrupted recording left behind', async () => {
    // The key was made, and then the command was killed before its enrolment was committed.
    expect((await run(['key', 'create', 'RECYCLER-R'])).code).toBe(0);
    const event = oreEvent({ origin: 'collected' });
    const { code, value } = await recordLines([lineOf(event, 'RECYCLER-R')], '--create-keys');
    expect({ code, value }).toMatchObject({ code: 0, value: { recorded: 1, enrolled: 1 } });
    expect(await listKeys('RECYCLER-R')).toMatchObject([{ number: 1, status: 'enrolled' }]);
  });

  test('is refused for a party that is not registered, and goes through once it is', async () => {
    const register = registrationEvent('LATER', 'mine');
    const line = lineOf(oreEvent(), 'LATER');
    const early = await recordLines([line], '--create-keys');
    expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('no party LATER is registered') });
    const corrected = await recordLines([lineOf(register, 'OPERATOR'), line], '--create-keys');
    expect(corrected).toMatchObject({ code: 0, value: { recorded: 2, enrolled: 1 } });
  });
});

describe('key export', () => {
  test('prints the public verifier key and nothing else', async () => {
    const { code, stdout, stderr } = await run(['key', 'export', 'MINE-A']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // C2SP signed-note: name, key id, then 0x01 for Ed25519 and 32 bytes in base64.
    expect(stdout).toMatch(new RegExp(`^${ORIGIN}/MINE-A\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}\\n$`));
    const [, , encoded = ''] = stdout.trim().split(/^([^+]+\+[0-9a-f]{8})\+/);
    const [{ key } = { key: '' }] = await listKeys('MINE-A');
    const bytes = Buffer.from(encoded, 'base64');
    expect(bytes[0]).toBe(1);
    expect(`ed25519:${bytes.subarray(1).toString('base64url')}`).toBe(key);
  });

  test('of a party without a key is wrong use', async () => {
    expect(await run(['key', 'export', 'NOBODY'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'lodestone: the keyring has no key of NOBODY: lodestone key list shows what it has\n',
    });
  });
});

describe('secrets', () => {
  const secrets: string[] = [];
  beforeAll(async () => {
    for (const folder of ['keys', 'checkpoint-keys']) {
      for (const name of await readdir(join(place.data, folder))) {
        secrets.push((JSON.parse(await readFile(join(place.data, folder, name), 'utf8')) as { secret: string }).secret);
      }
    }
    secrets.push((await readFile(join(place.data, 'postgres.password'), 'utf8')).trim());
  });

  test('are in files that only their owner may read', async () => {
    for (const folder of ['keys', 'checkpoint-keys']) {
      expect(((await stat(join(place.data, folder))).mode & 0o777).toString(8)).toBe('700');
      for (const name of await readdir(join(place.data, folder))) {
        expect(name).toMatch(/\.\d+\.json$/);
        expect(((await stat(join(place.data, folder, name))).mode & 0o777).toString(8), name).toBe('600');
      }
    }
  });

  test('are printed by no command, with --debug neither', async () => {
    await run(['key', 'list']);
    await run(['key', 'export', 'MINE-A', '--json']);
    await run(['record', 'nowhere.jsonl', '--debug']);
    const url = (await serverIsUp(place)).replace(/:\d+\//, ':1/');
    await run(['lots', '--debug', '--database', url]);
    await run(['lots', '--debug', '--database', url.replace('postgres:', 'mysql:')]);
    const all = printed.join('\n');
    expect(secrets.length).toBeGreaterThan(5);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThanOrEqual(32);
      expect(all.includes(secret)).toBe(false);
    }
  });
});

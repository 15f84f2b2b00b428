import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lineOf, registrationEvent } from './event-lines.ts';
import { runAsProcesses } from './run-lodestone.ts';
import { keepServer, testPlace } from './test-place.ts';

// A process keeps what it has opened with a passphrase.
runAsProcesses();
const place = await testPlace();
const PASSPHRASE = 'five random words of mine';
let env: Readonly<Record<string, string>>;
let wrong: Readonly<Record<string, string>>;
const printed: string[] = [];

beforeAll(async () => {
  env = { LODESTONE_PASSPHRASE_FILE: await secretFile('passphrase', `${PASSPHRASE}\n`) };
  wrong = { LODESTONE_PASSPHRASE_FILE: await secretFile('another', 'something else\n') };
  await place.prepare(['init', '--origin', 'example.org/protected']);
});
keepServer(place);

async function secretFile(name: string, text: string): Promise<string> {
  const file = await place.file(name, text);
  await chmod(file, 0o600);
  return file;
}

async function run(commandArguments: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const result = await place.run(commandArguments, { env: environment });
  printed.push(result.stdout, result.stderr);
  return result;
}

const recordParty = async (party: string, environment: Readonly<Record<string, string>>) => {
  const file = await place.file('lines.jsonl', `${lineOf(registrationEvent(party, 'trader'), 'OPERATOR')}\n`);
  return run(['record', file], environment);
};

describe('a protected keyring', () => {
  test('is made by key protect, and listed as such', async () => {
    expect(await run(['key', 'protect'], env)).toMatchObject({ code: 0, stderr: '' });
    expect((await run(['key', 'list'])).stdout).toMatch(/^OPERATOR .* enrolled {2}protected$/m);
    for (const folder of ['keys', 'checkpoint-keys']) {
      for (const name of await readdir(join(place.data, folder))) {
        expect(await readFile(join(place.data, folder, name), 'utf8')).not.toContain('"secret"');
      }
    }
  });

  test('signs events and checkpoints with the passphrase that a file holds', async () => {
    expect((await recordParty('TRADER-A', env)).code).toBe(0);
    expect((await run(['checkpoint'], env)).code).toBe(0);
  });

  test('holds the secrets of sealed members too: what was sealed before is protected, and recorded again with it', async () => {
    const event = { ...registrationEvent('TRADER-S', 'trader'), note: 'for a customer' };
    const recipient = (await run(['reader', 'create', '-o', join(place.folder, 'identity.txt')])).stdout.trim();
    const line = JSON.stringify({ by: 'OPERATOR', seal: { note: [recipient] }, event });
    const file = await place.file('sealed.jsonl', `${line}\n`);
    expect((await run(['record', file], env)).stdout).toMatch(/^1 event recorded/);
    expect(await run(['record', file], {})).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /passphrase of the secrets of sealed members, .*seals\/protection\.json: there is no terminal/,
      ),
    });
    expect((await run(['record', file], env)).stdout).toMatch(/^0 events recorded; 1 event recorded before/);
    expect((await run(['key', 'protect'], env)).stdout).toContain(
      '0 secrets of sealed members now protected; 1 secret of a sealed member was so before.\n',
    );
  });

  test('keys that are made with it are protected too', async () => {
    expect((await run(['key', 'create', 'TRADER-A'], env)).code).toBe(0);
    expect((await run(['key', 'list'])).stdout).toMatch(/^TRADER-A .* protected$/m);
  });

  test('signs nothing with another, and says so in a line', async () => {
    for (const result of [await recordParty('TRADER-B', wrong), await run(['checkpoint'], wrong)]) {
      // Nothing is recorded, so that there may be nothing to sign.
      if (result.code === 0) continue;
      expect(result.code).toBe(2);
      expect(result.stderr).toMatch(
        /the passphrase does not open .*\.1\.json: it is for another key, or has a slip\n$/,
      );
    }
    expect((await recordParty('TRADER-B', wrong)).code).toBe(2);
  });

  test.each([
    ['which others may read', 'open', `${PASSPHRASE}\n`, 0o644, 'has mode 0644, a passphrase must have 0600'],
    ['with two lines', 'two', 'one\ntwo\n', 0o600, 'has several lines'],
    ['with nothing in it', 'empty', '', 0o600, 'is empty'],
    ['that is too long', 'long', 'x'.repeat(5_000), 0o600, 'has 5000 bytes'],
  ])('does not take a passphrase from a file %s', async (_, name, text, mode, says) => {
    const file = await place.file(name, text);
    await chmod(file, mode);
    const { code, stderr } = await recordParty('TRADER-C', { LODESTONE_PASSPHRASE_FILE: file });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
  });

  test('names a file of passphrases that is not there', async () => {
    const { code, stderr } = await recordParty('TRADER-C', { LODESTONE_PASSPHRASE_FILE: join(place.folder, 'none') });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('cannot be read: there is no such file'),
    });
  });

  test('is put in the clear by key unprotect, with the passphrase alone', async () => {
    expect((await run(['key', 'unprotect'], wrong)).code).toBe(2);
    expect(await run(['key', 'unprotect'], env)).toMatchObject({
      code: 0,
      stdout: '3 keys now in the clear.\n1 secret of a sealed member now in the clear.\n',
    });
    expect((await recordParty('TRADER-B', {})).code).toBe(0);
  });

  test('no passphrase was ever printed', () => {
    const all = printed.join('\n');
    for (const secret of [PASSPHRASE, 'something else']) expect(all).not.toContain(secret);
  });
});

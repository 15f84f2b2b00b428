import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createIdentityFile,
  decryptWith,
  encryptFor,
  findRecipientProblem,
  readIdentityFile,
} from '../src/keys/age-file.ts';
import { testFolders } from './test-ledger.ts';

const folders = testFolders();
const NOW = new Date('2026-03-01T08:00:00.000Z');
const SECRET = new TextEncoder().encode('a secret');

async function reader(name: string): Promise<{ path: string; recipient: string; identities: string[] }> {
  const path = join(await folders.make(), name);
  const recipient = await createIdentityFile(path, NOW);
  const identities = (await readIdentityFile(path)).map(({ identity }) => identity);
  return { path, recipient, identities };
}

test('each of the readers opens it alone, and nobody else does', async () => {
  const [one, other, stranger] = [await reader('one'), await reader('other'), await reader('stranger')];
  const file = await encryptFor([one.recipient, other.recipient], SECRET);
  expect(await decryptWith(one.identities, file)).toEqual({ ok: true, bytes: SECRET });
  expect(await decryptWith([...stranger.identities, ...other.identities], file)).toEqual({ ok: true, bytes: SECRET });
  expect(await decryptWith(stranger.identities, file)).toEqual({ ok: false, reason: 'not-a-reader' });
});

test('whatever was damaged does not open, byte by byte', async () => {
  const { recipient, identities } = await reader('one');
  const file = await encryptFor([recipient], SECRET);
  for (let index = 0; index < file.length; index++) {
    const damaged = Uint8Array.from(file);
    damaged[index] = (damaged[index] ?? 0) ^ 1;
    expect((await decryptWith(identities, damaged)).ok, `byte ${index}`).toBe(false);
  }
  for (const cut of [0, 1, 30, file.length - 1])
    expect((await decryptWith(identities, file.subarray(0, cut))).ok).toBe(false);
});

test('an identity file is its owner’s alone, and says nothing of what is wrong in it', async () => {
  const { path, recipient } = await reader('one');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toMatch(
    /^# created: 2026-03-01T08:00:00.000Z\n# public key: age1\w+\nAGE-SECRET-KEY-1\w+\n$/,
  );
  expect(await readIdentityFile(path)).toMatchObject([{ recipient }]);
  const secret = (await readFile(path, 'utf8')).split('\n')[2] ?? '';
  await writeFile(path, `${secret.slice(0, -1)}\n`);
  const wrong = await readIdentityFile(path).catch((error: unknown) => String(error));
  expect(wrong).toMatch(/:1: expected AGE-SECRET-KEY-1…/);
  expect(wrong).not.toContain(secret.slice(20, 40));
  await writeFile(path, '# nothing\n');
  await expect(readIdentityFile(path)).rejects.toThrow('holds no identity');
  await chmod(path, 0o644);
  await expect(readIdentityFile(path)).rejects.toThrow('has mode 0644, others can read it, expected 0600');
  await expect(readIdentityFile(`${path}.gone`)).rejects.toThrow('cannot be read');
});

test('a recipient is told from a slip, and from the secret itself', async () => {
  const { recipient, identities } = await reader('one');
  expect(findRecipientProblem(recipient)).toBeNull();
  const slip = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`;
  expect(findRecipientProblem(slip)).toMatch(/checksum/);
  expect(findRecipientProblem(recipient.slice(0, -1))).toMatch(/checksum/);
  expect(findRecipientProblem(identities[0] ?? '')).toMatch(/is a secret identity/);
  expect(findRecipientProblem('BUYER-F')).toMatch(/begin with age1/);
});

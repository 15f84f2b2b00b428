import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCosignatures } from '@lodestone/proof/cosignature.ts';
import { verifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWitness } from '../src/witness.ts';
import { serveWitness, type WitnessServer } from '../src/witness-server.ts';
import { openWitnessState, originHashOf, type WitnessState } from '../src/witness-state.ts';
import { logKey, noteOf, ORIGIN, requestOf, witnessKey, witnessSign } from './test-log.ts';

let folder: string;
let state: WitnessState;
let server: WitnessServer;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lodestone-witness-'));
  state = openWitnessState(join(folder, 'witness.sqlite'));
  const witness = createWitness({ key: witnessKey, sign: witnessSign, logs: [logKey], state, now: Date.now });
  server = await serveWitness(witness, { host: '127.0.0.1', port: 0, onAnswer: (line) => lines.push(line) });
});

afterAll(async () => {
  await server.close();
  state.close();
  await rm(folder, { recursive: true });
});

const post = (body: string) => fetch(`${server.url}/add-checkpoint`, { method: 'POST', body });
const latest = () => fetch(`${server.url}/${originHashOf(ORIGIN)}/checkpoint`);

test('a log asks, is told what the witness knows, and gets its cosignature; anybody reads the note', async () => {
  expect((await latest()).status).toBe(404);
  const cosigned = await post(requestOf(0, 5));
  expect(cosigned.status).toBe(200);
  const line = await cosigned.text();
  expect(openCosignatures(noteOf(5) + line, [witnessKey], verifyEd25519)).toMatchObject({ ok: true, value: [{}] });
  const read = await latest();
  expect([read.status, await read.text()]).toEqual([200, noteOf(5) + line]);

  const conflict = await post(requestOf(0, 9));
  expect(conflict.status).toBe(409);
  expect(conflict.headers.get('content-type')).toBe('text/x.tlog.size');
  expect(await conflict.text()).toBe('5\n');
  expect((await post(requestOf(5, 9, 'fork'))).status).toBe(422);
  expect(lines.slice(0, 2)).toEqual([
    '404 this witness has cosigned no checkpoint of that log',
    `200 cosigned size 5 of ${ORIGIN}`,
  ]);
});

test('of many requests at once that all continue one checkpoint one is cosigned', async () => {
  const { size } = state.seen(ORIGIN) ?? { size: 0 };
  const bodies = Array.from({ length: 20 }, (_, index) =>
    requestOf(size, size + 1 + index, index % 2 === 0 ? '' : 'fork'),
  );
  const statuses = await Promise.all(bodies.map(async (body) => (await post(body)).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(new Set(statuses)).toEqual(new Set([200, 409, ...(statuses.includes(422) ? [422] : [])]));
});

test.each([
  ['/add-checkpoint', 'GET', undefined, 405],
  ['/elsewhere', 'GET', undefined, 404],
  ['/', 'GET', undefined, 404],
  ['/add-checkpoint', 'POST', 'x'.repeat(1024 * 1024 + 1), 413],
  ['/add-checkpoint', 'POST', 'x'.repeat(1024 * 1024), 400],
  ['/add-checkpoint', 'POST', '', 400],
  [`/${'a'.repeat(64)}/checkpoint`, 'POST', '', 405],
])('%s by %s is answered with its status', async (path, method, body, status) => {
  const answer = await fetch(`${server.url}${path}`, body === undefined ? { method } : { method, body });
  expect(answer.status).toBe(status);
  expect((await answer.text()).endsWith('\n')).toBe(true);
});

test('what goes wrong inside is not told to whoever asks', async () => {
  state.close();
  const answer = await post(requestOf(0, 5));
  expect(answer.status).toBe(500);
  expect(await answer.text()).toBe('the witness cannot answer now: try again\n');
  expect(lines.at(-1)).toContain('500 Error: database is not open');
  state = openWitnessState(join(folder, 'witness.sqlite'));
});

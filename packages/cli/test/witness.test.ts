import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordRegistrations } from './chain-file.ts';
import { runLodestone, temporaryFolder } from './run-lodestone.ts';
import { type ServedWitness, serveWitness } from './serve-witness.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
const folder = await temporaryFolder();
const state = join(folder, 'audit');
beforeAll(() => recordRegistrations(place));
keepServer(place);

let served: ServedWitness | undefined;
afterAll(() => served?.running.process.kill());

describe('witness serve', () => {
  test('cosigns what checkpoint prints, until it is interrupted; its key stays', async () => {
    const { value } = await place.json<{ note: string; verifierKey: string }>(['checkpoint']);
    served = await serveWitness(folder, 'audit', value.verifierKey);
    const { url, running, verifierKey } = served;
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: `old 0\n\n${value.note}` });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^\u2014 audit\.example\/w1 /);
    running.process.kill('SIGINT');
    expect(await running.result).toMatchObject({ code: 0 });

    const key = await runLodestone(['witness', 'key', '--state', state]);
    expect(key).toMatchObject({ code: 0, stdout: `${verifierKey}\n` });
  });

  test.each([
    [['serve', '--state', join(folder, 'empty'), '--log', 'x'], 'has no key yet: name the witness'],
    [['serve', '--state', state], 'a witness needs a log to cosign'],
    [
      ['serve', '--state', state, '--name', 'another/w2', '--log', 'x'],
      'is the witness audit.example/w1, --name says another/w2',
    ],
    [['serve', '--state', state, '--log', 'no-such-file'], '--log no-such-file cannot be read: there is no such file'],
    [['serve', '--state', state, '--listen', 'here'], '--listen is a host and a port such as 127.0.0.1:7380'],
    [['key', '--state', join(folder, 'other'), '--name', 'with space'], 'has a space or plus'],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await runLodestone(['witness', ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

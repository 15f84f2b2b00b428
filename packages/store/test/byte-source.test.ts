import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReusingSocket } from '../src/wire/byte-source.ts';

// A socket of our own at one end, what a server writes at the other; `copy-out-rows.test.ts` has the streams of others.

const server = createServer();
let here: ReusingSocket;
let there: Socket;

beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  here = new ReusingSocket();
  here.connect(port ?? 0, '127.0.0.1');
  [there] = (await once(server, 'connection')) as [Socket];
});

afterEach(async () => {
  here.destroy();
  there.destroy();
  server.close();
  await once(server, 'close');
});

/** What reaches whoever listens for data, as pg does. */
function listen(): () => string[] {
  const heard: Buffer[] = [];
  here.on('data', (bytes: Buffer) => heard.push(bytes));
  return () => heard.map(String);
}

function takeBytes(): { source: ReturnType<ReusingSocket['source']>; woken: () => number } {
  let times = 0;
  const source = here.source(() => {
    times += 1;
  });
  return { source, woken: () => times };
}

describe('a socket that reads into the same memory', () => {
  test('gives listeners bytes of their own', async () => {
    const heard = listen();
    there.write('first');
    await expect.poll(heard).toEqual(['first']);
    there.write('other');
    await expect.poll(heard).toEqual(['first', 'other']);
  });

  test('lets bytes that were taken stand until more are asked for', async () => {
    const heard = listen();
    const { source, woken } = takeBytes();
    there.write('first');
    await expect.poll(woken).toBe(1);
    const bytes = source.read();
    expect(String(bytes)).toBe('first');
    there.write('other');
    // Long enough for bytes on loopback, were they read.
    await sleep(50);
    expect(woken()).toBe(1);
    expect(String(bytes)).toBe('first');
    expect(source.read()).toBeNull();
    await expect.poll(woken).toBe(2);
    expect(String(source.read())).toBe('other');
    expect(heard()).toEqual([]);
  });

  test('gives back what is left over, what was not read and what comes later, in that order', async () => {
    const heard = listen();
    const { source, woken } = takeBytes();
    there.write('a rest');
    await expect.poll(woken).toBe(1);
    const bytes = source.read() as Buffer;
    source.pass(bytes.subarray(0, 1));
    const rest = Buffer.from(bytes.subarray(1));
    expect(source.read()).toBeNull();
    there.write('unread');
    await expect.poll(woken).toBe(2);
    source.giveBack([rest]);
    expect(heard()).toEqual(['a', ' rest', 'unread']);
    there.write('later');
    await expect.poll(heard).toEqual(['a', ' rest', 'unread', 'later']);
  });

  test('that was given back when nothing was unread goes on reading', async () => {
    const heard = listen();
    const { source, woken } = takeBytes();
    there.write('taken');
    await expect.poll(woken).toBe(1);
    source.read();
    source.giveBack([]);
    there.write('later');
    await expect.poll(heard).toEqual(['later']);
  });
});

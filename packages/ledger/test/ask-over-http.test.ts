import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeNoAnswer } from '../src/witness/ask-over-http.ts';
import { answeringServer } from './test-witness.ts';

// A proxy is named by the environment when a process starts; each test here starts with the module anew.

const script = await answeringServer();
const asked: string[] = [];
let proxy: Server;
let proxyUrl: string;

beforeAll(async () => {
  proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('by way of the proxy');
  });
  proxy.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await once(proxy, 'close');
});

beforeEach(() => {
  vi.resetModules();
  asked.length = 0;
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
  script.answering = (_, response) => response.end('directly');
});
afterEach(() => vi.unstubAllEnvs());

const ask = async (url: string, milliseconds = 5_000) => {
  const { askOverHttp } = await import('../src/witness/ask-over-http.ts');
  return askOverHttp(url, { body: 'question', signal: AbortSignal.timeout(milliseconds) });
};

describe('a proxy that the environment names', () => {
  test.each(['HTTP_PROXY', 'http_proxy'])('%s is asked for others', async (name) => {
    vi.stubEnv(name, proxyUrl);
    const { body } = await ask('http://witness.invalid/add-checkpoint');
    expect(body).toBe('by way of the proxy');
    expect(asked).toEqual(['POST http://witness.invalid/add-checkpoint']);
  });

  test('makes a tunnel for https, and says when it will not', async () => {
    vi.stubEnv('HTTPS_PROXY', proxyUrl);
    await expect(ask('https://witness.invalid/')).rejects.toThrow(/403/);
    expect(asked).toEqual(['CONNECT witness.invalid:443']);
  });

  test('is passed by for what NO_PROXY names', async () => {
    vi.stubEnv('HTTP_PROXY', proxyUrl);
    vi.stubEnv('NO_PROXY', 'witness.invalid');
    await expect(ask('http://witness.invalid/')).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    expect(asked).toEqual([]);
  });

  test('is never asked for this machine', async () => {
    vi.stubEnv('HTTP_PROXY', proxyUrl);
    for (const url of [script.url, script.url.replace('127.0.0.1', 'localhost')]) {
      expect((await ask(url)).body).toBe('directly');
    }
    expect(asked).toEqual([]);
  });
});

test('an answer that never comes, or never ends, ends with the time', async () => {
  script.answering = () => undefined;
  await expect(ask(script.url, 50).catch(describeNoAnswer)).resolves.toBe('it did not answer in time');
  script.answering = (_, response) => {
    const writing = setInterval(() => response.write('x'), 5);
    response.on('close', () => clearInterval(writing));
  };
  await expect(ask(script.url, 100).catch(describeNoAnswer)).resolves.toBe('it did not answer in time');
});

test('a redirection is not followed', async () => {
  script.answering = (_, response) => response.writeHead(307, { location: proxyUrl }).end();
  expect((await ask(script.url)).status).toBe(307);
  expect(asked).toEqual([]);
});

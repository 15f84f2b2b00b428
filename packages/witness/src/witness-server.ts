/** A witness over HTTP (C2SP tlog-witness): `POST /add-checkpoint` and `GET /<origin hash>/checkpoint`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Witness, WitnessAnswer } from './witness.ts';

export interface WitnessServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Told of each request that was answered, in one line without what anybody sent. */
  readonly onAnswer?: (line: string) => void;
}

export interface WitnessServer {
  readonly url: string;
  /** Answers what has begun, and takes nothing more. */
  close(): Promise<void>;
}

/** A request is a proof of 63 hashes and a note: a hundredth of this. */
const BODY_MAX_BYTES = 1024 * 1024;
/** Whoever sends slower is cut off. */
const REQUEST_MILLISECONDS = 10_000;

/** Serves until it is closed. */
export async function serveWitness(
  witness: Witness,
  { host, port, onAnswer = () => undefined }: WitnessServerOptions,
): Promise<WitnessServer> {
  // Not imported above, where every command would load it.
  const { createServer } = await import('node:http');
  const server = createServer(
    { requestTimeout: REQUEST_MILLISECONDS, headersTimeout: REQUEST_MILLISECONDS },
    (request, response) => {
      answer(witness, request, response)
        .then(onAnswer)
        .catch((error: unknown) => {
          onAnswer(`500 ${String(error)}`);
          // What went wrong inside is for the operator to read, not for whoever asks.
          if (!response.headersSent) send(response, 500, 'the witness cannot answer now: try again\n');
          else response.destroy();
        });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeIdleConnections();
      }),
  };
}

/** Answers, and says in a line what. */
async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<string> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') return refuse(response, 405, 'add-checkpoint is a POST', { allow: 'POST' });
    const body = await readBody(request);
    if (body === null) return refuse(response, 413, `a request has at most ${BODY_MAX_BYTES} bytes`);
    return sendAnswer(response, witness.addCheckpoint(body));
  }
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  if (originHash === undefined) return refuse(response, 404, 'there is add-checkpoint, and <origin hash>/checkpoint');
  if (request.method !== 'GET') return refuse(response, 405, 'a checkpoint is a GET', { allow: 'GET' });
  const note = witness.checkpointOf(originHash);
  if (note === null) return refuse(response, 404, 'this witness has cosigned no checkpoint of that log');
  send(response, 200, note);
  return `200 checkpoint of ${originHash}`;
}

function sendAnswer(response: ServerResponse, answered: WitnessAnswer): string {
  if (answered.status === 200) {
    send(response, 200, answered.cosignature);
    return `200 cosigned size ${answered.size} of ${answered.origin}`;
  }
  if (answered.status === 409) {
    send(response, 409, `${answered.size}\n`, { 'content-type': 'text/x.tlog.size' });
    return `409 ${answered.problem}`;
  }
  return refuse(response, answered.status, answered.problem);
}

function refuse(
  response: ServerResponse,
  status: number,
  problem: string,
  headers: Record<string, string> = {},
): string {
  send(response, status, `${problem}\n`, headers);
  return `${status} ${problem}`;
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(body);
}

/** The body as text, null when it is too long: the rest of it is read and forgotten, so that the answer arrives. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) chunks.length = 0;
    else chunks.push(chunk);
  }
  return bytes > BODY_MAX_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

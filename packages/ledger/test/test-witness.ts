/** Witnesses for tests: real ones, which serve and remember, and servers that answer whatever a test has them answer. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type CosignerKey, cosign, cosignerKeyOf, formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { publicKeyOf, signEd25519 } from '@lodestone/proof/ed25519.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { createWitness } from '@lodestone/witness/witness.ts';
import { serveWitness } from '@lodestone/witness/witness-server.ts';
import { openWitnessState } from '@lodestone/witness/witness-state.ts';
import { afterAll } from 'vitest';
import type { ReachableWitness } from '../src/witness/cosign-checkpoint.ts';

/** A witness's key, and cosigning with it whatever is asked, at any time. */
export interface TestCosigner {
  readonly key: CosignerKey;
  cosign(note: string, timestamp: number): string;
  /** The same over any text, which may be no checkpoint. */
  cosignText(text: string, timestamp: number): string;
}

export function createCosigner(name: string): TestCosigner {
  const secret = randomBytes(32);
  const key = cosignerKeyOf(name, formatPublicKey(publicKeyOf(secret)));
  const sign = (message: Uint8Array) => signEd25519(secret, message);
  const cosignText = (signed: string, timestamp: number) => cosign(signed, key, sign, timestamp);
  return { key, cosign: (note, timestamp) => cosignText(textOf(note), timestamp), cosignText };
}

/** The text of a note of ours: three lines. */
function textOf(note: string): string {
  return note.slice(0, note.indexOf('\n\n') + 1);
}

/** The line with one bit of a byte changed, counted from the key id on. */
export function corruptLine(line: string, place: number): string {
  const [, name, encoded = ''] = line.trimEnd().split(' ');
  const bytes = Buffer.from(encoded, 'base64');
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return `\u2014 ${name} ${bytes.toString('base64')}\n`;
}

export interface TestWitness {
  readonly witness: ReachableWitness;
  /** Its line in a policy. */
  readonly policyLine: string;
  /** What it was asked and how it answered, a line each. */
  readonly answers: readonly string[];
  close(): Promise<void>;
}

/** Starts a witness as `witness serve` is one. Close it. */
export async function startWitness(
  name: string,
  logs: readonly VerifierKey[],
  folder: string,
  now: () => number = Date.now,
): Promise<TestWitness> {
  const secret = randomBytes(32);
  const key = cosignerKeyOf(`${name}.example/w1`, formatPublicKey(publicKeyOf(secret)));
  const state = openWitnessState(join(folder, `${name}.sqlite`));
  const answers: string[] = [];
  const witness = createWitness({ key, sign: (message) => signEd25519(secret, message), logs, state, now });
  const onAnswer = (line: string) => answers.push(line);
  const server = await serveWitness(witness, { host: '127.0.0.1', port: 0, onAnswer });
  return {
    witness: { name, key, url: server.url },
    policyLine: `witness ${name} ${formatCosignerKey(key)} ${server.url}`,
    answers,
    close: async () => {
      await server.close();
      state.close();
    },
  };
}

/** Answers one request. */
type Answering<Body> = (body: Body, response: ServerResponse) => void;

export interface AnsweringServer {
  readonly url: string;
  readonly asked: string[];
  answering: Answering<string>;
  /** The same by bytes, where there is one. */
  answeringBytes: Answering<Buffer> | null;
}

/** A server for the test file that calls it at the top, which answers as it is told. */
export async function answeringServer(): Promise<AnsweringServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    scripted.asked.push(body.toString());
    if (scripted.answeringBytes === null) scripted.answering(body.toString(), response);
    else scripted.answeringBytes(body, response);
  };
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const scripted: AnsweringServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answering: (_, response) => void response.end(),
    answeringBytes: null,
  };
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return scripted;
}

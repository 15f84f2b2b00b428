/** One question to somebody else's server: bounded in time and size, by way of a proxy where the environment names one. */
import type { Agent, AgentOptions, IncomingMessage } from 'node:http';

export interface HttpQuestion {
  /** Sent with POST; without it the question is a GET. */
  readonly body?: string | Uint8Array;
  /** Of the body; plain text when it is not said. */
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** The bytes as UTF-8. */
  readonly body: string;
  readonly bytes: Uint8Array;
}

/** What is asked here is answered in some hundred bytes for each signature. */
const ANSWER_MAX_BYTES = 64 * 1024;

/**
 * Asks, and follows no redirection. Throws, with a sentence about what went wrong, when there is no answer, or a longer
 * one than anybody has to send. Loopback addresses are asked directly; for others HTTP_PROXY, HTTPS_PROXY and NO_PROXY count.
 */
export async function askOverHttp(address: string, { body, contentType, signal }: HttpQuestion): Promise<HttpAnswer> {
  const url = parseAddress(address);
  // Not imported above: for the names of `node:http` Node loads all of its fetch, a fifth of what a command takes to start.
  const http = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const method = body === undefined ? 'GET' : 'POST';
  const headers = body === undefined ? {} : { 'content-type': contentType ?? 'text/plain; charset=utf-8' };
  const options = { method, headers, signal, agent: agentFor(url, http) };
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      readAnswer(response).then(resolve, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error('its address is no URL that begins with http:// or https://');
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_MAX_BYTES) {
      response.destroy();
      throw new Error(`its answer is longer than ${ANSWER_MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  const answer = Buffer.concat(chunks);
  return { status: response.statusCode ?? 0, body: answer.toString('utf8'), bytes: answer };
}

/** Of `node:http` and `node:https` what is needed of either. */
interface HttpModule {
  readonly Agent: new (options: AgentOptions) => Agent;
}

/** Connections are kept for the next question (C2SP tlog-witness asks for it); idle ones keep no process alive. */
const agents = new Map<string, Agent>();

function agentFor({ protocol, hostname }: URL, http: HttpModule): Agent {
  const isDirect = isLoopback(hostname);
  const name = `${protocol} ${isDirect}`;
  const known = agents.get(name);
  if (known !== undefined) return known;
  const options = { keepAlive: true, ...(isDirect ? {} : { proxyEnv: process.env }) };
  const agent = new http.Agent(options);
  agents.set(name, agent);
  return agent;
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** What to say of a server that could not be asked. */
export function describeNoAnswer(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'it did not answer in time';
  // Of several addresses that were tried the first says it as well as any.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { message } = first instanceof Error ? first : error;
  return message;
}

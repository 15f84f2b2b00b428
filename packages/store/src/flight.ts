/**
 * Statements and COPY files sent to the server one after the other, and answered once: between them nobody waits.
 *
 * PostgreSQL manual, "Extended Query" and "COPY Operations": each step is Parse, Bind, Execute, a COPY's data follows its
 * Execute at once, and one Sync ends them all. When a step fails the server skips the others until that Sync.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';

/** A statement, or a COPY ... FROM STDIN with its file. Buffers are sent as bytea. */
export type FlightStep =
  | { readonly text: string; readonly values?: readonly (string | Buffer | null)[] }
  | { readonly text: string; readonly file: readonly Buffer[] };

/** What pg's connections can do beyond the methods in its types. */
interface Wire {
  readonly stream: NodeJS.WritableStream & { cork(): void; uncork(): void };
  parse(message: { readonly text: string }): void;
  bind(message: { readonly values: readonly (string | Buffer | null)[] }): void;
  execute(message: object): void;
  sync(): void;
}

const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

/**
 * Sends the steps and waits until all are done. A step is made only when the one before is on its way, so the server
 * works on one while the next is encoded. Outside an open transaction the flight is one of its own, committed by its end.
 * Throws the first failure; then nothing that the transaction did stays. A step that cannot be made spoils the flight.
 */
export function sendFlight(client: pg.PoolClient, steps: Iterable<FlightStep>): Promise<void> {
  return new Promise((resolve, reject) => {
    const flight: Flight = { steps, failure: undefined };
    // The methods by which pg's client tells a query of its own making what the server says.
    client.query({
      submit: (connection: unknown) => void writeSteps(connection as Wire, flight),
      handleReadyForQuery: () => (flight.failure === undefined ? resolve() : reject(flight.failure)),
      handleError: (error: Error) => {
        flight.failure ??= error;
        reject(flight.failure);
      },
      handleRowDescription: ignore,
      handleDataRow: ignore,
      handlePortalSuspended: ignore,
      handleEmptyQuery: ignore,
      handleCommandComplete: ignore,
      handleCopyInResponse: ignore,
    });
  });
}

/** What the server says in between: the data is on its way already, and nothing is asked for. */
function ignore(): void {}

interface Flight {
  readonly steps: Iterable<FlightStep>;
  /** What the server or the making of a step has failed with: nothing follows but the end of the flight. */
  failure: Error | undefined;
}

async function writeSteps(wire: Wire, flight: Flight): Promise<void> {
  try {
    for (const step of flight.steps) {
      if (flight.failure !== undefined || !wire.stream.writable) break;
      writeStep(wire, step);
      // A file takes a while to make: what has come in meanwhile gets its turn.
      if ('file' in step) await nextTurn();
    }
  } catch (error) {
    flight.failure ??= error as Error;
    // The end of the flight commits what came so far, unless a statement has failed: this one does.
    wire.parse({ text: 'abandon the flight' });
  }
  wire.sync();
}

function writeStep(wire: Wire, step: FlightStep): void {
  const { stream } = wire;
  stream.cork();
  try {
    wire.parse({ text: step.text });
    wire.bind({ values: 'values' in step ? (step.values ?? []) : [] });
    wire.execute({});
    if (!('file' in step)) return;
    for (const chunk of step.file) {
      stream.write(copyDataHeader(chunk.length));
      stream.write(chunk);
    }
    stream.write(COPY_DONE);
  } finally {
    stream.uncork();
  }
}

/** CopyData: 'd', then the length of the message without the 'd'. */
function copyDataHeader(bytes: number): Buffer {
  const header = Buffer.alloc(5);
  header[0] = COPY_DATA;
  header.writeInt32BE(bytes + 4, 1);
  return header;
}

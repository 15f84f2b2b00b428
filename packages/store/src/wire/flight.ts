/**
 * Statements and COPY files sent to the server one after the other, and answered once: between them nobody waits.
 *
 * PostgreSQL manual, "Extended Query" and "COPY Operations": each step is Parse, Bind, Execute, a COPY's data follows its
 * Execute at once, and one Sync ends them all. When a step fails the server skips the others until that Sync.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';

/**
 * A statement, or a COPY ... FROM STDIN with its file. Buffers are sent in the binary form of their type. A statement with
 * a name is read and planned once per connection; a name stands for one text.
 */
export type FlightStep =
  | { readonly text: string; readonly name?: string; readonly values?: readonly (string | Buffer | null)[] }
  | CopyStep
  | typeof DEPARTURE;

export interface CopyStep {
  readonly text: string;
  readonly file: readonly Buffer[];
}

type Statement = Exclude<FlightStep, CopyStep | typeof DEPARTURE>;

/** No statement: what was made so far leaves at once, and the server works on it while the next step is made. */
export const DEPARTURE = 'departure';

/** What pg's connections can do beyond the methods in its types. */
interface Wire {
  readonly stream: NodeJS.WritableStream & { cork(): void; uncork(): void };
  parse(message: { readonly name?: string | undefined; readonly text: string }): void;
  close(message: { readonly type: 'S'; readonly name: string }): void;
  bind(message: {
    readonly statement?: string | undefined;
    readonly values: readonly (string | Buffer | null)[];
  }): void;
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
  return openLine(client)(steps);
}

/** Sends flights over one connection, each behind the one before. */
export type FlightLine = (steps: Iterable<FlightStep>) => Promise<void>;

/**
 * Opens a line over a connection: its flights are sent as soon as they come, and the server goes from one to the next by
 * itself. The failure of one does not stop those behind it. Until they are done nothing else may use the connection.
 */
export function openLine(client: pg.PoolClient): FlightLine {
  const known = namesKnownTo(client);
  /** The flights that the server has not come to yet, though they may be on their way. */
  const behind: Flight[] = [];
  let isAnswering = false;
  // What the connection did before comes to its end first; then pg's client hands over what it writes to.
  const handedOver = Promise.withResolvers<Wire>();
  let written = handedOver.promise;

  const hearNext = () => {
    const flight = behind.shift();
    isAnswering = flight !== undefined;
    if (flight !== undefined) hearFlight(client, flight, handedOver.resolve, hearNext);
  };
  return (steps) =>
    new Promise((resolve, reject) => {
      const flight: Flight = { steps, known, prepared: [], failure: undefined, resolve, reject };
      behind.push(flight);
      if (!isAnswering) hearNext();
      written = written.then(async (wire) => {
        await writeSteps(wire, flight);
        return wire;
      });
    });
}

/** Has pg's client tell us what the server says of a flight, from `begin` to `end`. */
function hearFlight(client: pg.PoolClient, flight: Flight, begin: (wire: Wire) => void, end: () => void): void {
  let hasEnded = false;
  const endOnce = () => {
    if (!hasEnded) end();
    hasEnded = true;
  };
  // The methods by which pg's client calls a query that is not of its own making.
  client.query({
    submit: (connection: unknown) => begin(connection as Wire),
    // After a failure pg's client does not say this any more: what follows is for the next flight.
    handleReadyForQuery: () => {
      // Only now is it certain that the server has read them: behind a failure it skips what comes.
      for (const name of flight.prepared) flight.known.add(name);
      flight.resolve();
      endOnce();
    },
    handleError: (error: Error) => {
      flight.failure ??= error;
      flight.reject(flight.failure);
      endOnce();
    },
    handleRowDescription: ignore,
    handleDataRow: ignore,
    handlePortalSuspended: ignore,
    handleEmptyQuery: ignore,
    handleCommandComplete: ignore,
    handleCopyInResponse: ignore,
  });
}

/** What the server says in between: the data is on its way already, and nothing is asked for. */
function ignore(): void {}

interface Flight {
  readonly steps: Iterable<FlightStep>;
  /** The names of statements that the connection's server knows for certain. */
  readonly known: Set<string>;
  /** Those of the statements that it is given to read. */
  readonly prepared: string[];
  /** What the server or the making of a step has failed with: nothing follows but the end of the flight. */
  failure: Error | undefined;
  readonly resolve: () => void;
  readonly reject: (failure: Error) => void;
}

const knownNames = new WeakMap<pg.PoolClient, Set<string>>();

function namesKnownTo(client: pg.PoolClient): Set<string> {
  let names = knownNames.get(client);
  if (names === undefined) {
    names = new Set();
    knownNames.set(client, names);
  }
  return names;
}

async function writeSteps(wire: Wire, flight: Flight): Promise<void> {
  const { stream } = wire;
  // Statements leave together, in one packet if they fit; a file leaves at once, with the statements before it.
  stream.cork();
  try {
    for (const step of flight.steps) {
      if (flight.failure !== undefined || !stream.writable) break;
      if (step === DEPARTURE) {
        stream.uncork();
        stream.cork();
        continue;
      }
      if (!('file' in step)) {
        writeStatement(wire, flight, step);
        continue;
      }
      writeCopy(wire, step);
      stream.uncork();
      // A file takes a while to make: what has come in meanwhile gets its turn.
      await nextTurn();
      stream.cork();
    }
  } catch (error) {
    flight.failure ??= error as Error;
    // The end of the flight commits what came so far, unless a statement has failed: this one does.
    wire.parse({ text: 'abandon the flight' });
  }
  wire.sync();
  stream.uncork();
}

function writeCopy(wire: Wire, { text, file }: CopyStep): void {
  wire.parse({ text });
  wire.bind({ values: [] });
  wire.execute({});
  for (const chunk of file) {
    wire.stream.write(copyDataHeader(chunk.length));
    wire.stream.write(chunk);
  }
  wire.stream.write(COPY_DONE);
}

function writeStatement(wire: Wire, { known, prepared }: Flight, { name, text, values = [] }: Statement): void {
  if (name === undefined || !(known.has(name) || prepared.includes(name))) {
    // A flight that failed may have left the name behind or not. To close one that is not there is no error.
    if (name !== undefined) wire.close({ type: 'S', name });
    wire.parse({ name, text });
    if (name !== undefined) prepared.push(name);
  }
  wire.bind({ statement: name, values });
  wire.execute({});
}

/** CopyData: 'd', then the length of the message without the 'd'. */
function copyDataHeader(bytes: number): Buffer {
  const header = Buffer.alloc(5);
  header[0] = COPY_DATA;
  header.writeInt32BE(bytes + 4, 1);
  return header;
}

/** The whole past as a replay needs it: what was used lately in memory, the rest in a scratch on disk. */
import type { CustodyState, StateMap } from '@lodestone/custody/state/custody-state.ts';
import type { Scratch, ScratchMap } from '../files/scratch.ts';
import { sparseMap } from '../files/sparse-map.ts';
import { formatTarget, parseTarget } from './target-text.ts';
import { formatHandshake, formatThing, parseHandshake, parseThing } from './thing-text.ts';

export interface ReplayState {
  readonly state: CustodyState;
  /** Between two events, never while one is decided: makes room in memory when there is little. */
  makeRoom(): void;
}

/** As many names make a generation of a map; two generations are in memory, some 40 MB when they are lots. */
export const GENERATION_NAMES = 20_000;

/**
 * The state before the first event, so many names to a generation. What is not there was looked for: a
 * replay has seen everything.
 */
export function createReplayState(scratch: Scratch, generationNames: number): ReplayState {
  const makers: (() => void)[] = [];
  const map = <State>(name: string, text: StateText<State> = JSON): StateMap<State> => {
    const created = roomyMap(scratch.openMap(name), text, generationNames);
    makers.push(created.makeRoom);
    return created;
  };
  return {
    state: {
      policy: null,
      nextLotNumber: 0,
      awaited: sparseMap(),
      parties: map('party'),
      facilities: map('facility'),
      keys: map('key'),
      checkpointKeys: map('checkpoint-key'),
      signedSince: sparseMap(),
      things: map('thing', { stringify: formatThing, parse: parseThing }),
      circuits: map('circuit'),
      mandates: map('mandate'),
      sealed: map('sealed'),
      dockets: map('docket'),
      keptLicences: new Map(),
      documents: map('document'),
      stepInputs: map('step'),
      handshakes: map('handshake', { stringify: formatHandshake, parse: parseHandshake }),
      targets: map('target', { stringify: formatTarget, parse: parseTarget }),
    },
    makeRoom: () => {
      for (const makeRoomIn of makers) makeRoomIn();
    },
  };
}

/** How a state is written on disk. JSON will do where it holds no bigint. */
interface StateText<State> {
  stringify(state: State): string;
  parse(text: string): State;
}

/** What is written of a name under which there is nothing any more, such as a circuit whose first step was voided. */
const NOT_THERE = 'null';

interface RoomyMap<State> extends StateMap<State> {
  readonly makeRoom: () => void;
}

/**
 * What is read or written stands in the young generation. When that is full it becomes the old one, and what nobody asked
 * for while it was old is written to disk. So a name is in memory, or on disk as it is, or was never set.
 */
function roomyMap<State>(
  disk: ScratchMap,
  { stringify, parse }: StateText<State>,
  generationNames: number,
): RoomyMap<State> {
  let young = new Map<string, State | null>();
  let old = new Map<string, State | null>();
  const read = (name: string): State | null => {
    const text = disk.get(name);
    return text === null || text === NOT_THERE ? null : parse(text);
  };
  return {
    get: (name) => {
      const known = young.get(name);
      if (known !== undefined) return known;
      const found = old.has(name) ? (old.get(name) ?? null) : read(name);
      if (found !== null) young.set(name, found);
      return found;
    },
    set: (name, state) => void young.set(name, state),
    makeRoom: () => {
      if (young.size < generationNames) return;
      for (const [name, state] of old) {
        if (young.has(name)) continue;
        disk.set(name, state === null ? NOT_THERE : stringify(state));
      }
      old = young;
      young = new Map();
    },
  };
}

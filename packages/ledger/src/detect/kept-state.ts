/** The state of a rule with its maps in a file: what `start()` gives says which of its members are maps. */

/** Opens the map of a name, with what is kept of it. */
export type OpenMap = (name: string) => Map<string | number, unknown>;

/** What of a state is in no map, by where it stands. */
export type Leaves = Readonly<Record<string, unknown>>;

export interface LaidState {
  readonly state: unknown;
  /** What is in no map, as it is now. */
  readonly leaves: () => Leaves;
}

/** Lays a state out that has seen nothing, with what is kept of it: of what is in no map that is `kept`, null where nothing is. */
export function layState(name: string, empty: unknown, kept: Leaves | null, openMap: OpenMap): LaidState {
  const readers: [place: string, read: () => unknown][] = [];
  const lay = (place: string, value: unknown): unknown => {
    if (value instanceof Map) return layMap(openMap(place), value, kept === null);
    if (!isPlain(value)) return value;
    for (const [member, own] of Object.entries(value)) {
      const within = `${place}.${member}`;
      if (own instanceof Map || isPlain(own)) {
        value[member] = lay(within, own);
        continue;
      }
      if (kept !== null) value[member] = kept[within];
      readers.push([within, () => value[member]]);
    }
    return value;
  };
  const state = lay(name, empty);
  return { state, leaves: () => Object.fromEntries(readers.map(([place, read]) => [place, read()])) };
}

function layMap(map: ReturnType<OpenMap>, empty: ReadonlyMap<unknown, unknown>, isNew: boolean) {
  if (isNew) for (const [key, value] of empty) map.set(key as string | number, value);
  return map;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

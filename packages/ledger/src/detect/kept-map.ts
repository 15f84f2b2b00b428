/**
 * A map of which a file keeps the values: what is asked for is read, what was asked for is written where it has changed, and
 * the rest is not touched. Its order is that in which keys were added, as that of any map.
 *
 * What is asked for all the time stays in memory: `spill` ends a stretch, and writes and forgets what nobody has asked for in
 * it. So what is held is what two stretches have asked for or added.
 */
import { type Cell, type CellKey, type CellMap, orFail } from './kept-cells.ts';
import { formatValue, parseValue } from './value-text.ts';

/** What is at hand, and may have been changed since it was read or written; and the latest stretch in which it was asked for. */
interface Held<Value> {
  value: Value;
  askedIn: number;
}

interface Added<Value> extends Held<Value> {
  readonly addedIn: number;
}

const FRONT_CELLS = 64;
const PAGE_CELLS = 256;

export class KeptMap<Key extends CellKey, Value> extends Map<Key, Value> {
  readonly #cells: CellMap;
  /** Of the file; null once it was deleted. */
  readonly #fetched = new Map<Key, Held<Value> | null>();
  /** Those that the file does not have, all of them added after those that it has. */
  readonly #added = new Map<Key, Added<Value>>();
  #stretch = 0;
  /** Asked for last, and not there: what asks for a key mostly sets it next. */
  #missing: Key | null = null;
  /** The oldest cells of the file: what a window drops, again and again. */
  #front: Cell[] = [];
  #beforeFront = 0;
  #deleted = 0;

  constructor(cells: CellMap) {
    super();
    this.#cells = cells;
  }

  override get size(): number {
    return this.#cells.size - this.#deleted + this.#added.size;
  }

  override get(key: Key): Value | undefined {
    return this.#ask(key)?.value;
  }

  override has(key: Key): boolean {
    return this.#ask(key) !== null;
  }

  override set(key: Key, value: Value): this {
    const held = this.#ask(key);
    if (held === null) this.#added.set(key, { value, askedIn: this.#stretch, addedIn: this.#stretch });
    else held.value = value;
    return this;
  }

  override delete(key: Key): boolean {
    if (this.#added.delete(key)) return true;
    if (this.#fetch(key) === null) return false;
    this.#fetched.set(key, null);
    this.#deleted += 1;
    return true;
  }

  override clear(): void {
    for (const key of this.keys()) this.delete(key);
  }

  override *entries(): MapIterator<[Key, Value]> {
    for (const cell of this.#readCells()) {
      const key = cell.key as Key;
      const fetched = this.#fetched.get(key);
      if (fetched !== null) yield [key, fetched === undefined ? this.#valueOf(cell.value) : fetched.value];
    }
    for (const [key, { value }] of this.#added) yield [key, value];
  }

  override [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  override *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override forEach(callback: (value: Value, key: Key, map: Map<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }

  /** Ends a stretch: what nobody has asked for in it is written where it has changed, and read again where it is asked for again. */
  spill(): void {
    orFail(() => this.#write(false));
    this.#stretch += 1;
  }

  /** Writes whatever has changed. */
  save(): void {
    orFail(() => this.#write(true));
    this.#stretch += 1;
  }

  #write(isWhole: boolean): void {
    for (const [key, held] of this.#fetched) {
      const isAsked = held?.askedIn === this.#stretch;
      if (isAsked && !isWhole) continue;
      this.#writeFetched(key, held);
      if (!isAsked) this.#fetched.delete(key);
    }
    // Those before the first that stays, so that the file has them in their order.
    for (const [key, added] of this.#added) {
      if (added.addedIn === this.#stretch && !isWhole) break;
      this.#cells.add(key, formatValue(added.value));
      this.#added.delete(key);
      if (added.askedIn === this.#stretch) this.#fetched.set(key, added);
    }
    this.#missing = null;
    this.#front = [];
    this.#beforeFront = 0;
    this.#deleted = 0;
  }

  #writeFetched(key: Key, held: Held<Value> | null): void {
    if (held === null) {
      this.#cells.remove(key);
      return;
    }
    const value = formatValue(held.value);
    if (value !== this.#cells.read(key)) this.#cells.change(key, value);
  }

  #ask(key: Key): Held<Value> | null {
    const held = this.#added.get(key) ?? this.#fetch(key);
    if (held !== null) held.askedIn = this.#stretch;
    return held;
  }

  #fetch(key: Key): Held<Value> | null {
    const known = this.#fetched.get(key);
    if (known !== undefined) return known;
    if (this.#cells.size === 0 || key === this.#missing) return null;
    const value = orFail(() => this.#cells.read(key));
    if (value === null) {
      this.#missing = key;
      return null;
    }
    const fetched = { value: this.#valueOf(value), askedIn: this.#stretch };
    this.#fetched.set(key, fetched);
    return fetched;
  }

  #valueOf(text: string): Value {
    return orFail(() => parseValue(text) as Value);
  }

  #readOn(beyond: number, cellsMax: number): Cell[] {
    return orFail(() => this.#cells.readOn(beyond, cellsMax));
  }

  /** Deleted cells are in the file until they are saved: the next who asks for the oldest is not to meet them again. */
  #dropFront(): void {
    const kept = this.#front.findIndex(({ key }) => this.#fetched.get(key as Key) !== null);
    const dropped = kept === -1 ? this.#front.length : kept;
    this.#beforeFront = this.#front[dropped - 1]?.place ?? this.#beforeFront;
    this.#front.splice(0, dropped);
  }

  *#readCells(): Generator<Cell> {
    if (this.#cells.size === 0) return;
    this.#dropFront();
    if (this.#front.length === 0) this.#front = this.#readOn(this.#beforeFront, FRONT_CELLS);
    let page: readonly Cell[] = this.#front.slice();
    for (;;) {
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      page = this.#readOn(last.place, PAGE_CELLS);
    }
  }
}

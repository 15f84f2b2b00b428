/**
 * A map of which a file keeps the values: what is asked for is read, what was asked for is written where it has changed, and
 * the rest is not touched. Its order is that in which keys were added, as that of any map.
 */
import { type Cell, type CellKey, type CellMap, orFail } from './kept-cells.ts';
import { formatValue, parseValue } from './value-text.ts';

/** What was read of the file, and may have been changed since; null once it was deleted. */
type Fetched<Value> = { value: Value } | null;

const FRONT_CELLS = 64;
const PAGE_CELLS = 256;

export class KeptMap<Key extends CellKey, Value> extends Map<Key, Value> {
  readonly #cells: CellMap;
  readonly #fetched = new Map<Key, Fetched<Value>>();
  /** Those that the file does not have, all of them added after those that it has. */
  readonly #added = new Map<Key, Value>();
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
    return this.#added.has(key) ? this.#added.get(key) : this.#fetch(key)?.value;
  }

  override has(key: Key): boolean {
    return this.#added.has(key) || this.#fetch(key) !== null;
  }

  override set(key: Key, value: Value): this {
    const fetched = this.#added.has(key) ? null : this.#fetch(key);
    if (fetched === null) this.#added.set(key, value);
    else fetched.value = value;
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
    yield* this.#added;
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

  /** Writes what has changed. What was asked for is forgotten then, and read again where it is asked for again. */
  save(): void {
    orFail(() => this.#write());
    this.#fetched.clear();
    this.#added.clear();
    this.#front = [];
    this.#beforeFront = 0;
    this.#deleted = 0;
  }

  #write(): void {
    for (const [key, fetched] of this.#fetched) {
      if (fetched === null) {
        this.#cells.remove(key);
        continue;
      }
      const value = formatValue(fetched.value);
      if (value !== this.#cells.read(key)) this.#cells.change(key, value);
    }
    for (const [key, value] of this.#added) this.#cells.add(key, formatValue(value));
  }

  #fetch(key: Key): Fetched<Value> {
    const known = this.#fetched.get(key);
    if (known !== undefined) return known;
    if (this.#cells.size === 0) return null;
    const value = orFail(() => this.#cells.read(key));
    if (value === null) return null;
    const fetched = { value: this.#valueOf(value) };
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

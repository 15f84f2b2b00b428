/** A small number for each lot, by pages: what a rule must know of every lot there is, and is kept and read a page at a time. */

/** By the lot's number divided by `LOTS_PER_PAGE`. Plain data. */
export type LotNotes = Map<number, Uint32Array>;

const LOTS_PER_PAGE = 1_024;

/** 0 of a lot of which nothing was noted. */
export function noteOfLot(notes: LotNotes, lotNumber: number): number {
  return notes.get(Math.floor(lotNumber / LOTS_PER_PAGE))?.[lotNumber % LOTS_PER_PAGE] ?? 0;
}

export function noteLot(notes: LotNotes, lotNumber: number, note: number): void {
  const number = Math.floor(lotNumber / LOTS_PER_PAGE);
  const page = notes.get(number) ?? new Uint32Array(LOTS_PER_PAGE);
  page[lotNumber % LOTS_PER_PAGE] = note;
  notes.set(number, page);
}

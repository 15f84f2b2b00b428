/** What is still to happen in the industry, by time: a binary heap. */

interface Appointment {
  readonly at: number;
  /** Of two at the same time, what was planned first comes first. */
  readonly order: number;
  readonly act: () => void;
}

export interface Agenda {
  /** Plans `act` for `at`, in milliseconds since 1970. */
  plan(at: number, act: () => void): void;
  /** The earliest, taken out; null when nothing is left to happen. */
  next(): { readonly at: number; readonly act: () => void } | null;
}

export function createAgenda(): Agenda {
  const heap: Appointment[] = [];
  let planned = 0;
  return {
    plan: (at, act) => {
      heap.push({ at, order: planned, act });
      planned += 1;
      rise(heap, heap.length - 1);
    },
    next: () => {
      const [first] = heap;
      const last = heap.pop();
      if (first === undefined || last === undefined) return null;
      if (heap.length > 0) {
        heap[0] = last;
        sink(heap, 0);
      }
      return first;
    },
  };
}

function isBefore(left: Appointment, right: Appointment): boolean {
  return left.at === right.at ? left.order < right.order : left.at < right.at;
}

function rise(heap: Appointment[], from: number): void {
  let place = from;
  while (place > 0) {
    const above = (place - 1) >> 1;
    if (!exchangeIfBefore(heap, place, above)) return;
    place = above;
  }
}

function sink(heap: Appointment[], from: number): void {
  let place = from;
  for (;;) {
    const [left, right] = [2 * place + 1, 2 * place + 2];
    const [leftOne, rightOne] = [heap[left], heap[right]];
    if (leftOne === undefined) return;
    const below = rightOne !== undefined && isBefore(rightOne, leftOne) ? right : left;
    if (!exchangeIfBefore(heap, below, place)) return;
    place = below;
  }
}

/** Exchanges the two when the first comes before the second. */
function exchangeIfBefore(heap: Appointment[], first: number, second: number): boolean {
  const [one, other] = [heap[first], heap[second]];
  if (one === undefined || other === undefined || !isBefore(one, other)) return false;
  heap[first] = other;
  heap[second] = one;
  return true;
}

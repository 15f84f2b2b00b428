/**
 * Numbers under whole-number keys, kept in pages that are made when they are first written to. A lineage of a thousand
 * lots out of a hundred million needs a few pages, and one that grows is never copied.
 */

const PAGE_BITS = 12;
const PAGE_LENGTH = 1 << PAGE_BITS;

export interface PagedNumbers {
  /** Of the number under `key`, which is 0 where none was set. */
  get(key: number): number;
  /** Sets whole numbers in [0, 2³²). */
  set(key: number, value: number): void;
  /** One page after the other, the last first; `firstKey` is that of the first number of a page. */
  descending(): Generator<{ readonly firstKey: number; readonly page: Uint32Array }>;
  readonly bytes: number;
}

export function pagedNumbers(): PagedNumbers {
  const pages: (Uint32Array | undefined)[] = [];
  let count = 0;
  return {
    get: (key) => {
      const page = pages[Math.floor(key / PAGE_LENGTH)];
      return page === undefined ? 0 : (page[key & (PAGE_LENGTH - 1)] as number);
    },
    set: (key, value) => {
      const index = Math.floor(key / PAGE_LENGTH);
      let page = pages[index];
      if (page === undefined) {
        page = new Uint32Array(PAGE_LENGTH);
        pages[index] = page;
        count += 1;
      }
      page[key & (PAGE_LENGTH - 1)] = value;
    },
    *descending() {
      for (let index = pages.length - 1; index >= 0; index -= 1) {
        const page = pages[index];
        if (page !== undefined) yield { firstKey: index * PAGE_LENGTH, page };
      }
    },
    get bytes() {
      return count * PAGE_LENGTH * Uint32Array.BYTES_PER_ELEMENT;
    },
  };
}

/**
 * The same items, each asked for while the one before is worked on: so the database reads while we compute, and one item
 * more than is worked on is held. Whoever works long without waiting for anything lets nothing be read meanwhile.
 *
 * A failure to read is thrown in its turn, after the items before it. Whoever leaves early waits for what was asked for.
 */
export async function* readAhead<Item>(items: AsyncGenerator<Item, unknown>): AsyncGenerator<Item, void> {
  let next = items.next();
  try {
    for (;;) {
      const read = await next;
      if (read.done === true) return;
      next = items.next();
      // Thrown when its turn comes, if it comes: until then nobody waits for it, and that is no failure of its own.
      next.catch(() => undefined);
      yield read.value;
    }
  } finally {
    await items.return(undefined);
  }
}

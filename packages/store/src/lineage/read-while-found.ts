/**
 * Reads what is found while it is found: finding holds one of two connections, and reading then has both. It is read `size` at a
 * time, and what is left in the end only if `find` says so. Throws what `find` or `read` do, once nothing is being read.
 */
export async function readWhileFound(
  size: number,
  find: (add: (found: number) => void) => Promise<boolean>,
  read: (part: readonly number[]) => Promise<void>,
): Promise<void> {
  const found: number[] = [];
  const readers: Promise<void>[] = [];
  let [begun, reading, partMin] = [0, 0, size];
  const isAnyLeft = () => found.length - begun >= partMin;
  const readOn = async () => {
    reading += 1;
    while (isAnyLeft()) {
      const part = found.slice(begun, begun + size);
      begun += part.length;
      await read(part);
    }
    reading -= 1;
  };
  const begin = () => {
    const reader = readOn();
    // It is waited for in the end.
    reader.catch(() => undefined);
    readers.push(reader);
  };
  try {
    const isAllWanted = await find((number) => {
      found.push(number);
      if (reading === 0 && isAnyLeft()) begin();
    });
    if (!isAllWanted) begun = found.length;
    partMin = 1;
    begin();
    if (reading === 1) begin();
  } finally {
    await Promise.allSettled(readers);
  }
  await Promise.all(readers);
}

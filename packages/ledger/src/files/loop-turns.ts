/**
 * Makes a function that runs pieces of work in the order in which they came, each in a turn of the event loop of its
 * own: answers of the database are heard in between, however many pieces come at once. What a piece throws, its caller
 * gets.
 */
export function createLoopTurns(): <Result>(work: () => Result) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let isRunning = false;
  const runNext = () => {
    waiting.shift()?.();
    isRunning = waiting.length > 0;
    if (isRunning) setImmediate(runNext);
  };
  return async (work) => {
    const { promise: turn, resolve: begin } = Promise.withResolvers<void>();
    waiting.push(begin);
    if (!isRunning) setImmediate(runNext);
    isRunning = true;
    await turn;
    return work();
  };
}

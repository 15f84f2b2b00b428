/** Callers who each wait for the answer before they go on, as clients of a service do. */
import type { Timing } from './measure.ts';

/** Runs all callers at once, each with its own work in order, and measures every call of `append`. */
export async function runCallers<Work>(
  callers: readonly (readonly Work[])[],
  append: (work: Work) => Promise<void>,
): Promise<Timing> {
  const latenciesMilliseconds: number[] = [];
  const runCaller = async (own: readonly Work[]) => {
    for (const work of own) {
      const calledAt = performance.now();
      await append(work);
      latenciesMilliseconds.push(performance.now() - calledAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(callers.map(runCaller));
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, amount: latenciesMilliseconds.length, latenciesMilliseconds };
}

const FOR_EVER_MILLISECONDS = 2 ** 31 - 1;
/** 128 + 2: what a shell expects of a command that was interrupted. */
export const INTERRUPTED_EXIT_CODE = 130;
/** So soon after the first, another signal would leave behind what is just being stopped. Later it is meant. */
const MEANT_AFTER_MILLISECONDS = 5_000;

/**
 * Settles when somebody presses Ctrl-C or the process is asked to end: for what runs until then. Whoever asks again soon is not
 * heard; later it ends the process, whatever it was stopping.
 */
export function interrupted(meantAfterMilliseconds?: number): Promise<void> {
  // Waiting for a signal alone does not keep a process.
  const alive = setInterval(() => undefined, FOR_EVER_MILLISECONDS);
  const signalled = new Promise<void>((done) => {
    onInterrupt(done, meantAfterMilliseconds);
  });
  return signalled.finally(() => clearInterval(alive));
}

/** Begins to leave at the first such signal. Answers what no more listens. */
export function onInterrupt(leave: () => void, meantAfterMilliseconds: number = MEANT_AFTER_MILLISECONDS): () => void {
  let leftAt: number | null = null;
  const listener = () => {
    const now = performance.now();
    if (leftAt === null) {
      leftAt = now;
      leave();
    } else if (now - leftAt >= meantAfterMilliseconds) {
      process.exit(INTERRUPTED_EXIT_CODE);
    }
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}

const FOR_EVER_MILLISECONDS = 2 ** 31 - 1;

/** Settles when somebody presses Ctrl-C or the process is asked to end: for what runs until then. */
export function interrupted(): Promise<void> {
  // Waiting for a signal alone does not keep a process.
  const alive = setInterval(() => undefined, FOR_EVER_MILLISECONDS);
  const signalled = new Promise<void>((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });
  return signalled.finally(() => clearInterval(alive));
}

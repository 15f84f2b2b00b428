const FOR_EVER_MILLISECONDS = 2 ** 31 - 1;

/**
 * Settles when somebody presses Ctrl-C or the process is asked to end: for what runs until then. From then on the process
 * hears no more of these signals: a second one, close after the first, would leave behind what is just being stopped.
 */
export function interrupted(): Promise<void> {
  // Waiting for a signal alone does not keep a process.
  const alive = setInterval(() => undefined, FOR_EVER_MILLISECONDS);
  const signalled = new Promise<void>((done) => {
    process.on('SIGINT', () => done());
    process.on('SIGTERM', () => done());
  });
  return signalled.finally(() => clearInterval(alive));
}

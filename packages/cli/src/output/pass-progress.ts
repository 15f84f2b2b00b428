import type { VerifyProgress } from '@lodestone/ledger/audit/verify-ledger.ts';

/** Earlier a rate would only jump about. */
const FIRST_RATE_SECONDS = 1;

/** Makes the line that says how far a pass is, how fast it goes and how long it will take; `now` gives milliseconds. */
export function createPassProgress(now: () => number): (progress: VerifyProgress) => string {
  let pass = '';
  let startedAt = 0;
  return (progress) => {
    const { done, total, events } = progress;
    if (progress.pass !== pass) {
      pass = progress.pass;
      startedAt = now();
    }
    // The size of a ledger that was tampered with may be less than what there is to read.
    const percent = total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));
    const far = `verifying · ${pass} · ${percent} %`;
    const where = `entry ${done} of ${total}`;
    const seconds = (now() - startedAt) / 1000;
    if (seconds < FIRST_RATE_SECONDS || done === 0) return `${far} · ${where}`;
    const rates = `${formatRate(done / seconds)} entries/s · ${formatRate(events / seconds)} events/s`;
    // A terminal that is too narrow for the line shows its beginning: the time left stands there.
    const left = formatDuration(Math.max(0, seconds * (total / done - 1)));
    return `${far} · about ${left} left in this pass · ${where} · ${rates}`;
  };
}

function formatRate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en');
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

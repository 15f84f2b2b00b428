/** The page: what the reader gives, the check, and what came of it. */
import { checkInWorker, CheckTrouble, type RunningCheck } from './check-in-worker.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import { byId } from './element.ts';
import { openForm } from './form.ts';
import { showReport } from './report-view.ts';

export function showPage(): void {
  const result = byId('result', HTMLElement);
  const progress = byId('progress', HTMLElement);
  const progressText = byId('progress-text', HTMLElement);
  const trouble = byId('trouble', HTMLElement);
  const progressTime = byId('progress-time', HTMLElement);
  let running: RunningCheck | null = null;
  let clock = 0;

  const stop = () => {
    clearInterval(clock);
    running?.cancel();
    running = null;
    progress.hidden = true;
  };

  const show = async (check: RunningCheck) => {
    try {
      const report = await check.report;
      if (running === check) showReport(result, report);
    } catch (error) {
      if (running === check) form.complain(error instanceof CheckTrouble ? error.message : String(error));
    }
    if (running === check) stop();
  };

  const form = openForm({
    // What is shown would no longer be about what is chosen.
    onChange: () => {
      stop();
      trouble.textContent = '';
      result.replaceChildren();
    },
    onCheck: (request) => {
      stop();
      result.replaceChildren();
      progress.hidden = false;
      progress.scrollIntoView({ block: 'nearest' });
      progressText.textContent = `Checking ${printable(request.file.name)} …`;
      clock = showSeconds(progressTime);
      const check = checkInWorker(request, (signatures) => {
        progressText.textContent = `${signatures} signatures checked …`;
      });
      running = check;
      void show(check);
    },
  });
  byId('cancel', HTMLButtonElement).addEventListener('click', stop);
}

/** Counts the seconds from now on; gives what ends that. */
function showSeconds(place: HTMLElement): number {
  const started = performance.now();
  place.textContent = '';
  return window.setInterval(() => {
    place.textContent = `${Math.round((performance.now() - started) / 1_000)} s`;
  }, 1_000);
}

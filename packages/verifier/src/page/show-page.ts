/** The page: what the reader gives, the check, and what came of it. */
import { checkInWorker, CheckTrouble, type RunningCheck } from './check-in-worker.ts';
import { byId } from './element.ts';
import { openForm } from './form.ts';
import { showReport } from './report-view.ts';

export function showPage(): void {
  const result = byId('result', HTMLElement);
  const progress = byId('progress', HTMLElement);
  const progressText = byId('progress-text', HTMLElement);
  const trouble = byId('trouble', HTMLElement);
  let running: RunningCheck | null = null;

  const stop = () => {
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
      progressText.textContent = `Checking ${request.file.name} …`;
      const check = checkInWorker(request, (signatures) => {
        progressText.textContent = `Checking ${request.file.name} … ${signatures} signatures checked`;
      });
      running = check;
      void show(check);
    },
  });
  byId('cancel', HTMLButtonElement).addEventListener('click', stop);
}

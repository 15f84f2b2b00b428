/** Has a bundle checked by a worker, which is this same program started once more. */
import type { CheckAnswer, CheckRequest } from './messages.ts';
import type { EvidenceReport } from './report.ts';

export interface RunningCheck {
  readonly report: Promise<EvidenceReport>;
  cancel(): void;
}

/** The check could not be made; that says nothing of the bundle. */
export class CheckTrouble extends Error {}

/** Starts the check. `onProgress` is told how many signatures were checked. */
export function checkInWorker(request: CheckRequest, onProgress: (signatures: number) => void): RunningCheck {
  // The page fetches nothing, not even from beside it, so the worker is made of the text of the page's own script.
  const program = new Blob([document.querySelector('script')?.textContent ?? ''], { type: 'text/javascript' });
  const address = URL.createObjectURL(program);
  const worker = new Worker(address);
  const end = () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  const report = new Promise<EvidenceReport>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<CheckAnswer>) => {
      switch (data.kind) {
        case 'progress':
          return onProgress(data.signatures);
        case 'report':
          return resolve(data.report);
        default:
          return reject(new CheckTrouble(data.message));
      }
    });
    worker.addEventListener('error', ({ message }) => {
      reject(new CheckTrouble(`this browser could not run the check${message === '' ? '' : ` (${message})`}`));
    });
    worker.postMessage(request, []);
  }).finally(end);
  return { report, cancel: end };
}

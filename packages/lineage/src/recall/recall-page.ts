/** A part of the lots of a recall, in its order: of suspect material that reached very many. Whatever is summed is of the whole. */
import type { Recall } from './recall-value.ts';
import type { Page } from '../trace/trace-page.ts';

/** A recall with a page of its lots, and how many are before and after them. */
export interface RecallPage extends Recall {
  readonly page: { readonly lotsBefore: number; readonly lotsAfter: number };
}

/** The recall with the lots of the page. Mass that is in no lot follows the last of them, so that the pages together are the whole. */
export function pageOfRecall(recall: Recall, { start, end }: Page): RecallPage {
  const { lots, wastes } = recall;
  const lotsAfter = lots.length - end;
  const page = { lotsBefore: start, lotsAfter };
  return { page, ...recall, lots: lots.slice(start, end), wastes: wastes.slice(0, lotsAfter > 0 ? 0 : wastes.length) };
}

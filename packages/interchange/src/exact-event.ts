/** From typed members to an event that is checked as every event is, its problems told by the cells they come from. */
import { parseEvent } from '@lodestone/custody/event.ts';
import type { EventProblem } from '@lodestone/custody/events/event-problem.ts';
import { TypedQuantityError } from '@lodestone/custody/typed-amount.ts';
import { withExactQuantities } from '@lodestone/custody/typed-quantity.ts';
import { type EventDraft, isMembers } from './event-draft.ts';
import { locate } from './locate.ts';
import { type RowProblem, rowProblem } from './row-problem.ts';
import { explainElementsAboveNet } from './slips.ts';

export type ExactEvent = Readonly<Record<string, unknown>>;

/** Gives an event without an id its id: the same for the same event by the same party. */
export type IdentifyEvent = (event: ExactEvent, by: string | null) => string;

/** Stands where an id will be, while everything else is looked at. */
const NO_ID = '00000000-0000-4000-8000-000000000000';

/** The event in exact members, with its id; null when there are problems, which the draft has then. */
export function exactEvent(draft: EventDraft, by: string | null, identify: IdentifyEvent): ExactEvent | null {
  const { problems } = draft;
  const exact = exactMembers(draft);
  if (exact === null) return null;
  const ownId = exact['id'];
  const parsed = parseEvent({ ...exact, id: ownId ?? NO_ID });
  for (const problem of parsed.ok ? [] : parsed.problems) {
    add(problems, locate(draft, problem.path, describe(problem, exact)));
  }
  if (!parsed.ok && problems.length === 0 && draft.plan.missing.size === 0) {
    problems.push(rowProblem(draft.firstRow, `no ${draft.plan.template.name} can be made of it`));
  }
  if (!parsed.ok) return null;
  if (problems.length > 0) return null;
  return { ...exact, id: ownId ?? identify(exact, by) };
}

/** What is wrong with a member, in the units that people type. */
function describe({ path, message, found }: EventProblem, exact: Record<string, unknown>): string {
  if (path.endsWith('elementMilligrams')) {
    const quantity = valueAt(exact, path.slice(0, -'elementMilligrams'.length));
    const explained = explainElementsAboveNet(quantity);
    if (explained !== null) return explained;
  }
  const isPlain = typeof found === 'string' || typeof found === 'number';
  return isPlain ? `${message}, found ${JSON.stringify(found)}` : message;
}

/** What stands at `lines[2].quantity.`. */
function valueAt(event: unknown, path: string): unknown {
  const names = path.split(/[.[\]]+/).filter((name) => name !== '');
  return names.reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)];
    return isMembers(value) ? value[name] : undefined;
  }, event);
}

function exactMembers(draft: EventDraft): Record<string, unknown> | null {
  const { members, problems } = draft;
  try {
    return withExactQuantities(members);
  } catch (error) {
    if (!(error instanceof TypedQuantityError)) throw error;
    add(problems, locate(draft, error.member, error.message.slice(error.member.length + 2)));
    return null;
  }
}

function add(problems: RowProblem[], found: RowProblem | null): void {
  if (found !== null) problems.push(found);
}

/**
 * The control lists of a ledger as its authority has recorded them: which there are, in which versions, when each is
 * suspended, and when it has ended. Nothing here depends on the present: every question is asked of a time.
 */
import type { DocketStep } from '../docket.ts';
import type { CustodyEvent, EventOf } from '../event.ts';

type Published = EventOf<'control-list-published'>;
export type ControlItem = Published['items'][number];

/** What a list said from one time to another: [validFrom, validTo). */
export interface ControlListVersion {
  readonly eventNumber: number;
  readonly title: string;
  readonly jurisdiction: string;
  readonly reach: NonNullable<Published['reach']>;
  readonly validFrom: string;
  /** Null while nothing ends it: neither its own date, nor a list that supersedes it, nor an end. */
  readonly validTo: string | null;
  readonly sources: readonly string[];
  readonly isConfirmed: boolean;
  readonly items: readonly ControlItem[];
}

/** [from, to), or open. */
export interface ControlSuspension {
  readonly eventNumber: number;
  readonly from: string;
  readonly to: string | null;
  /** Null while it is open. */
  readonly afterwards: 'in-force' | 'unknown' | 'ended' | null;
  readonly sources: readonly string[];
}

export interface ControlList {
  readonly list: string;
  /** By validFrom; no two at one time. */
  readonly versions: readonly ControlListVersion[];
  /** By from; no two at one time. */
  readonly suspensions: readonly ControlSuspension[];
  /** From when it counts no more, as a `control-list-ended` says; null without one. */
  readonly endedFrom: string | null;
}

export interface ControlRegister {
  /** In the order in which they were first published. */
  readonly lists: readonly ControlList[];
}

export const NO_CONTROLS: ControlRegister = { lists: [] };

/** The docket that holds all control-list events of a ledger: of kind `control-register`. */
export const CONTROLS = 'controls';

/** The register as the steps of its docket leave it. */
export function registerOf(steps: readonly DocketStep[]): ControlRegister {
  return steps.reduce((register, { event, eventNumber }) => withEvent(register, event, eventNumber), NO_CONTROLS);
}

function withEvent(register: ControlRegister, event: CustodyEvent, eventNumber: number): ControlRegister {
  switch (event.type) {
    case 'control-list-published':
      return withVersion(endSuperseded(register, event), event, eventNumber);
    case 'control-list-suspended':
      return changeList(register, event.list, (list) => {
        const { from, to = null, afterwards = null, sources } = event;
        const suspension = { eventNumber, from, to, afterwards, sources };
        return { ...list, suspensions: [...list.suspensions, suspension].sort((a, b) => (a.from < b.from ? -1 : 1)) };
      });
    case 'control-list-ended':
      return changeList(register, event.list, (list) => ({
        ...list,
        versions: endVersions(list.versions, event.from),
        endedFrom: event.from,
      }));
    default:
      return register;
  }
}

function changeList(
  register: ControlRegister,
  id: string,
  change: (list: ControlList) => ControlList,
): ControlRegister {
  return { lists: register.lists.map((list) => (list.list === id ? change(list) : list)) };
}

function endSuperseded(register: ControlRegister, { supersedes, validFrom }: Published): ControlRegister {
  if (supersedes === undefined) return register;
  return changeList(register, supersedes, (list) => ({ ...list, versions: endVersions(list.versions, validFrom) }));
}

/** What holds at `from` ends there, and what would hold later never does: it is left with no time at all. */
function endVersions(versions: readonly ControlListVersion[], from: string | null): ControlListVersion[] {
  return versions.map((version) => {
    if (from === null) return version;
    if (version.validTo !== null && version.validTo <= from) return version;
    return { ...version, validTo: from > version.validFrom ? from : version.validFrom };
  });
}

function withVersion(register: ControlRegister, event: Published, eventNumber: number): ControlRegister {
  const {
    list: id,
    title,
    jurisdiction,
    reach = 'export',
    validFrom,
    validTo = null,
    sources,
    isConfirmed,
    items,
  } = event;
  const version = { eventNumber, title, jurisdiction, reach, validFrom, validTo, sources, isConfirmed, items };
  if (!register.lists.some(({ list }) => list === id)) {
    const list = { list: id, versions: [version], suspensions: [], endedFrom: null };
    return { lists: [...register.lists, list] };
  }
  return changeList(register, id, (list) => ({
    ...list,
    versions: [...list.versions, ...endVersions([version], list.endedFrom)].sort((a, b) =>
      a.validFrom < b.validFrom ? -1 : 1,
    ),
    suspensions: list.suspensions.map((suspension) => liftSuspension(suspension, validFrom)),
  }));
}

/** What is published anew for a time within a suspension lifts it from then on. */
function liftSuspension(suspension: ControlSuspension, validFrom: string): ControlSuspension {
  const { from, to } = suspension;
  if (from > validFrom || (to !== null && to <= validFrom)) return suspension;
  return { ...suspension, to: validFrom, afterwards: 'in-force' };
}

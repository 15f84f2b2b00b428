/** What is controlled, as an authority records it: one list says one thing at a time, and ends once. */
import { CONTROLS, type ControlList, type ControlRegister, registerOf } from '../controls/control-register.ts';
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import { requireRole, type Ruling } from './ruling.ts';

export function decideControlListPublished(ruling: Ruling, event: EventOf<'control-list-published'>): void {
  const register = openRegister(ruling);
  const { list: id, validFrom, validTo = null, supersedes } = event;
  const list = register.lists.find((known) => known.list === id);
  if (list !== undefined) requireNotEnded(list, 'list', validFrom);
  // The first version of a list may supersede another list, which has to be there.
  if (supersedes !== undefined)
    requireNotEnded(requireList(register, 'supersedes', supersedes), 'supersedes', validFrom);
  for (const version of list?.versions ?? []) {
    const until = supersedes === id ? earlierOf(version.validTo, validFrom) : version.validTo;
    requireApart(
      event,
      'validFrom',
      { from: validFrom, to: validTo },
      { from: version.validFrom, to: until },
      'published',
    );
  }
  noteInDocket(ruling, 'control-register', CONTROLS);
}

export function decideControlListSuspended(ruling: Ruling, event: EventOf<'control-list-suspended'>): void {
  const list = requireList(openRegister(ruling), 'list', event.list);
  const { from, to = null } = event;
  requireNotEnded(list, 'list', from);
  for (const suspension of list.suspensions) requireApart(event, 'from', { from, to }, suspension, 'suspended');
  noteInDocket(ruling, 'control-register', CONTROLS);
}

export function decideControlListEnded(ruling: Ruling, event: EventOf<'control-list-ended'>): void {
  const list = requireList(openRegister(ruling), 'list', event.list);
  if (list.endedFrom !== null) refuseEnded(list, list.endedFrom, 'list', event.from);
  noteInDocket(ruling, 'control-register', CONTROLS);
}

function openRegister(ruling: Ruling): ControlRegister {
  requireRole(ruling, 'publish-controls');
  return registerOf(docketOf(ruling, 'control-register', CONTROLS));
}

function requireList({ lists }: ControlRegister, field: string, id: string): ControlList {
  const list = lists.find((known) => known.list === id);
  if (list !== undefined) return list;
  const message = `no control list ${id} is published, and the event names it: correct the id, or publish it first`;
  throw new Refused('unknown-list', field, message, { list: id, found: null });
}

function requireNotEnded(list: ControlList, field: string, from: string): void {
  if (list.endedFrom !== null && from >= list.endedFrom) refuseEnded(list, list.endedFrom, field, from);
}

function refuseEnded({ list }: ControlList, endedFrom: string, field: string, from: string): never {
  const message = `control list ${list} has ended at ${endedFrom}, the event says something of it from ${from} on: a list ends once; publish another`;
  throw new Refused('list-ended', field, message, { list, from, ended: endedFrom });
}

/** [from, to), or open. */
interface Dates {
  readonly from: string;
  readonly to: string | null;
}

function requireApart(
  { list }: { readonly list: string },
  field: string,
  stated: Dates,
  recorded: Dates,
  what: 'published' | 'suspended',
): void {
  const isApart = isOver(stated, recorded.from) || isOver(recorded, stated.from) || isOver(recorded, recorded.from);
  if (isApart) return;
  const clear = what === 'published' ? `; to replace it from a date on, state "supersedes": "${list}"` : '';
  const message = `control list ${list} is ${what} ${inWords(recorded)}, the event says ${inWords(stated)}: one list says one thing at a time${clear}`;
  throw new Refused('dates-overlap', field, message, { list, asked: inWords(stated), recorded: inWords(recorded) });
}

/** Whether it is over at a time. */
function isOver({ to }: Dates, at: string): boolean {
  return to !== null && to <= at;
}

function inWords({ from, to }: Dates): string {
  return to === null ? `from ${from} on` : `from ${from} to ${to}`;
}

function earlierOf(to: string | null, at: string): string {
  return to === null || at < to ? at : to;
}

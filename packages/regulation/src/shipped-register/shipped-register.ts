/**
 * The control lists that come with the software, as of 23 November 2026: what an authority may take over, check and publish.
 * No ledger has them by itself. Each says where it was read, and whether the text itself was.
 */
import { type ControlRegister, registerOf } from '@lodestone/custody/controls/control-register.ts';
import { parseEvent } from '@lodestone/custody/event.ts';
import { ANNOUNCEMENT_46_1, ANNOUNCEMENT_46_2, METAL_LISTS, SUSPENSION_BY_ANNOUNCEMENT_72 } from './critical-metals.ts';
import { EU_DUAL_USE, US_DEFENCE_PURCHASES } from './elsewhere.ts';
import {
  ANNOUNCEMENT_55,
  ANNOUNCEMENT_56,
  ANNOUNCEMENT_58,
  ANNOUNCEMENT_61,
  ANNOUNCEMENT_62,
  SUSPENSIONS_BY_ANNOUNCEMENT_70,
} from './october-2025.ts';
import { ANNOUNCEMENT_18, ANNOUNCEMENT_57 } from './rare-earths-2025.ts';
import type { ShippedList, ShippedSuspension } from './shipped-control.ts';

const SHIPPED_LISTS: readonly ShippedList[] = [
  ...METAL_LISTS,
  ANNOUNCEMENT_46_1,
  ANNOUNCEMENT_46_2,
  ANNOUNCEMENT_18,
  ANNOUNCEMENT_55,
  ANNOUNCEMENT_56,
  ANNOUNCEMENT_57,
  ANNOUNCEMENT_58,
  ANNOUNCEMENT_61,
  ANNOUNCEMENT_62,
  EU_DUAL_USE,
  ...US_DEFENCE_PURCHASES,
];

const SHIPPED_SUSPENSIONS: readonly ShippedSuspension[] = [
  SUSPENSION_BY_ANNOUNCEMENT_72,
  ...SUSPENSIONS_BY_ANNOUNCEMENT_70,
];

/** The ids of the lists that come with the software. */
export const SHIPPED_LIST_IDS: readonly string[] = [...new Set(SHIPPED_LISTS.map(({ list }) => list))];

/** A control-list event, as an authority would record it. */
export interface ShippedEvent {
  readonly type: 'control-list-published' | 'control-list-suspended';
  readonly id: string;
  readonly occurredAt: string;
  readonly list: string;
}

/**
 * The lists as events that say `occurredAt`, each list before what suspends it; only those of `lists`, where some are named.
 * Their ids are always the same, so that recording the same lines again records nothing.
 */
export function shippedEvents(occurredAt: string, lists: readonly string[] = SHIPPED_LIST_IDS): ShippedEvent[] {
  const events = [
    ...SHIPPED_LISTS.map((list, index) => ({
      type: 'control-list-published' as const,
      id: idOf(1, index),
      occurredAt,
      ...list,
    })),
    ...SHIPPED_SUSPENSIONS.map((suspension, index) => ({
      type: 'control-list-suspended' as const,
      id: idOf(2, index),
      occurredAt,
      ...suspension,
    })),
  ];
  return events.filter(({ list }) => lists.includes(list));
}

/** The register that they make, all of them as if they were recorded. */
export function shippedRegister(): ControlRegister {
  const steps = shippedEvents('2026-11-23T00:00:00.000Z').map((draft, index) => {
    const parsed = parseEvent(draft);
    if (!parsed.ok) throw new Error(`Bug: ${draft.list} is no event: ${JSON.stringify(parsed.problems)}`);
    return { eventNumber: index, party: 'OPERATOR', recordedAt: draft.occurredAt, event: parsed.event };
  });
  return registerOf(steps);
}

/** A UUID of version 4, of this edition of the register: the next one has others. */
function idOf(kind: number, index: number): string {
  const number = (kind * 1_000 + index).toString().padStart(12, '0');
  return `20261123-c0de-4000-8000-${number}`;
}

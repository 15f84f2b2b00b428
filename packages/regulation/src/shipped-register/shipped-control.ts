/** What the register that comes with the software is written in: control-list events, before an authority dates and signs them. */
import type { ControlItem, ControlListVersion } from '@lodestone/custody/controls/control-register.ts';

export interface ShippedList {
  readonly list: string;
  readonly title: string;
  readonly jurisdiction: string;
  readonly reach?: ControlListVersion['reach'];
  readonly validFrom: string;
  readonly validTo?: string;
  readonly sources: readonly string[];
  /** False where only reports of it were read, or not all of what it covers. */
  readonly isConfirmed: boolean;
  readonly supersedes?: string;
  readonly items: readonly ControlItem[];
}

export interface ShippedSuspension {
  readonly list: string;
  readonly from: string;
  readonly to: string;
  readonly afterwards: 'in-force' | 'unknown' | 'ended';
  readonly sources: readonly string[];
}

/** The first instant of a day in Beijing, which is eight hours ahead of UTC all year: announcements count by its days. */
export function startOfDayInBeijing(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000+08:00`)).toISOString();
}

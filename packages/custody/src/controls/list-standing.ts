/** Whether a control list counts at a time. */
import type {
  ControlItem,
  ControlList,
  ControlListVersion,
  ControlRegister,
  ControlSuspension,
} from './control-register.ts';

/** How a list stands at a time. `unknown` is after a suspension of which nobody has said what follows it. */
export type ListStanding =
  | { readonly status: 'not-yet' | 'in-force' | 'ended'; readonly version: ControlListVersion }
  | {
      readonly status: 'suspended' | 'unknown';
      readonly version: ControlListVersion;
      readonly suspension: ControlSuspension;
    };

/** How `list` stands at `at` (RFC 3339, UTC with milliseconds, as in events). */
export function listStanding({ versions, suspensions }: ControlList, at: string): ListStanding {
  // What was ended before it began has no time in which it could hold.
  const held = versions.filter(({ validFrom, validTo }) => validTo === null || validFrom < validTo);
  const version = held.findLast(({ validFrom }) => validFrom <= at) ?? held[0] ?? versions[0];
  if (version === undefined) throw new Error('a control list has no version: one makes it');
  if (version.validTo !== null && version.validTo <= at) return { status: 'ended', version };
  if (held.length === 0) return { status: 'ended', version };
  if (at < version.validFrom) return { status: 'not-yet', version };
  // A version that was published for a time after the suspension says what follows it.
  const suspension = suspensions.findLast(({ from }) => from <= at);
  if (suspension === undefined) return { status: 'in-force', version };
  const { to, afterwards } = suspension;
  if (to === null || at < to) return { status: 'suspended', version, suspension };
  if (afterwards === 'in-force' || version.validFrom >= to) return { status: 'in-force', version };
  return afterwards === 'ended' ? { status: 'ended', version } : { status: 'unknown', version, suspension };
}

/** When what holds of a list at `at` changes by what is recorded: a lapse that somebody has to see coming. Null: never. */
export function nextLapse(list: ControlList, at: string): string | null {
  const { status, version } = listStanding(list, at);
  if (status === 'ended') return null;
  const times = [
    ...list.suspensions.flatMap(({ from, to }) => [from, to]),
    ...(status === 'not-yet' ? [] : [version.validTo]),
  ];
  const ahead = times.filter((time): time is string => time !== null && time > at);
  return ahead.sort((one, other) => (one < other ? -1 : 1))[0] ?? null;
}

/** An item of a list that counts at a time. */
export interface ItemInForce {
  readonly list: string;
  readonly version: ControlListVersion;
  readonly item: ControlItem;
}

/** The items that count at `at` for what goes to `destination`. What is suspended or unknown is none of them. */
export function itemsInForce({ lists }: ControlRegister, at: string, destination: string): ItemInForce[] {
  return lists.flatMap((list) => {
    const { status, version } = listStanding(list, at);
    if (status !== 'in-force') return [];
    const items = version.items.filter((item) => coversDestination(item, destination));
    return items.map((item) => ({ list: list.list, version, item }));
  });
}

/** Whether the item counts for what goes there. */
export function coversDestination({ destinations, exceptDestinations }: ControlItem, destination: string): boolean {
  if (destinations !== undefined) return destinations.includes(destination);
  return exceptDestinations?.includes(destination) !== true;
}

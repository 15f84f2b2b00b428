import type { StateMap } from '@lodestone/custody/state/custody-state.ts';

/** Reads those of `names` that `map` has not, and notes them there, what is not recorded as null. */
export async function loadMissing<State>(
  map: StateMap<State>,
  names: Iterable<string>,
  read: (wanted: readonly string[]) => Promise<readonly (readonly [name: string, state: State])[]>,
): Promise<void> {
  const wanted = [...names].filter((name) => map.get(name) === undefined);
  if (wanted.length === 0) return;
  const found = await read(wanted);
  for (const name of wanted) map.set(name, null);
  for (const [name, state] of found) map.set(name, state);
}

/** Of names that two words make, such as `mandateName`: the first words, and the second ones. */
export function wordsOf(names: readonly string[]): [first: string[], second: string[]] {
  const pairs = names.map((name) => name.split(' '));
  return [pairs.map(([first = '']) => first), pairs.map(([, second = '']) => second)];
}

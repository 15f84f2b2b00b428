import { quoted } from './element.ts';

/** A party by its id and the name that it was registered with, where the bundle has it: `MINE-A (Ionic clay mine)`. */
export function partyName(party: string, names: ReadonlyMap<string, string>): (Node | string)[] {
  const name = names.get(party);
  return name === undefined || name === party ? [quoted(party)] : [quoted(party), ' (', quoted(name), ')'];
}

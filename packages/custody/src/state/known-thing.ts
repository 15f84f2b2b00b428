import { type CustodyState, known, type NamedThing } from './custody-state.ts';

type ThingOf<Kind extends NamedThing['kind']> = Extract<NamedThing, { readonly kind: Kind }>;

/** Reads the thing of that name, which was looked up before. One of another kind is a bug, as a missing one is. */
export function knownThing<Kind extends NamedThing['kind']>(
  { things }: Pick<CustodyState, 'things'>,
  kind: Kind,
  name: string,
): ThingOf<Kind> {
  const thing = known(things, name);
  if (!isOfKind(thing, kind)) throw new Error(`${name} is a ${thing.kind}, not a ${kind}`);
  return thing;
}

function isOfKind<Kind extends NamedThing['kind']>(thing: NamedThing, kind: Kind): thing is ThingOf<Kind> {
  return thing.kind === kind;
}

/**
 * Where material of different sources meets on its way to the subject, element by element.
 *
 * A *source* is the place where the material was mined or collected: the facility, or the party where none is stated. Its
 * *characteristics* are the country and whether it was mined, or collected before or after consumption: what a buyer is
 * told of it. What was imported or is opening stock has a source of its own per lot, which somebody declared.
 *
 * What meets in a batch has a known proportion in all that comes of it. In a circuit, in solvent extraction (which never
 * runs empty) and in a merge (which puts lots together without mixing them) the proportion holds on average only.
 */
import { consumptionOf } from '@lodestone/custody/consumption.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Ancestor, Ancestry, AncestralStep } from '../ancestry.ts';
import type { LineageLot, LineageSubject } from '../graph.ts';
import { findCarriers } from '../attribution/mixing.ts';

/** A step where what differs met. */
export interface Meeting {
  /** A lot that it made. */
  readonly made: Ancestor;
  /** The lots that met, and what each is of: null where it is mixed already. */
  readonly met: readonly { readonly lot: LineageLot; readonly source: LineageLot | null }[];
}

export interface Meetings {
  /** Where different sources first met, different characteristics first met, and where these met on average only. */
  readonly ofSources: readonly Meeting[];
  readonly ofCharacteristics: readonly Meeting[];
  readonly onAverage: readonly Meeting[];
  /** Where a lot of which nothing is stated went in: it may have held any of it. */
  readonly unstated: readonly Meeting[];
  /** Origins whose source is somebody's word: imports and opening stock. */
  readonly declared: readonly Ancestor[];
  /** How many sources there are. */
  readonly sourceCount: number;
}

const NONE = -1;
const MIXED = -2;

/** Finds the meetings of what carries the element into the subject. The cost is that of its inputs. */
export function meetingsOf(ancestry: Ancestry, subject: LineageSubject, element: ElementSymbol): Meetings {
  const { ancestors, stepCount } = ancestry;
  const carriers = findCarriers(ancestry, subject, element);
  const [sources, characteristics] = [kindsOf(ancestors.length), kindsOf(ancestors.length)];
  const met = {
    ofSources: [] as Meeting[],
    ofCharacteristics: [] as Meeting[],
    onAverage: [] as Meeting[],
    unstated: [] as Meeting[],
  };
  const declared: Ancestor[] = [];
  const firstOfStep = new Int32Array(stepCount).fill(NONE);
  for (const [place, ancestor] of ancestors.entries()) {
    if (carriers[place] === 0) continue;
    const { lot, madeBy } = ancestor;
    if (madeBy === 'origin') {
      if (isDeclared(lot)) declared.push(ancestor);
      sources.begin(place, sourceOf(lot));
      characteristics.begin(place, characteristicsOf(lot));
    } else if (madeBy !== 'missing') {
      const first = firstOfStep[madeBy.place] as number;
      if (first !== NONE) {
        for (const kinds of [sources, characteristics]) kinds.copy(first, place);
        continue;
      }
      firstOfStep[madeBy.place] = place;
      const taken = placesTaken(madeBy, element);
      const unstated = placesUnstated(ancestors, madeBy, element);
      if (unstated.length > 0) met.unstated.push({ made: ancestor, met: describe(ancestors, unstated, sources) });
      const meetsSources = sources.meet(place, taken);
      const meetsCharacteristics = characteristics.meet(place, taken);
      if (!meetsSources.differ) continue;
      const meeting = { made: ancestor, met: describe(ancestors, taken, sources) };
      if (meetsSources.isFirst) met.ofSources.push(meeting);
      if (meetsCharacteristics.isFirst) met.ofCharacteristics.push(meeting);
      if (meetsCharacteristics.differ && holdsOnAverage(ancestors, madeBy)) met.onAverage.push(meeting);
    }
  }
  return { ...met, declared, sourceCount: sources.count() };
}

/** What each place is of: one kind, or several that met. */
interface Kinds {
  readonly begin: (place: number, name: string) => void;
  /** `differ`: several lots that are not all of one kind met. `isFirst`: none of them was mixed before. */
  readonly meet: (place: number, taken: readonly number[]) => { readonly differ: boolean; readonly isFirst: boolean };
  /** All that a step makes is of one kind. */
  readonly copy: (from: number, to: number) => void;
  /** The first place of the kind; null where it is mixed. */
  readonly originOf: (place: number) => number | null;
  readonly count: () => number;
}

function kindsOf(placeCount: number): Kinds {
  const kinds = new Int32Array(placeCount).fill(NONE);
  const numbers = new Map<string, number>();
  const firsts: number[] = [];
  return {
    begin: (place, name) => {
      let number = numbers.get(name);
      if (number === undefined) {
        number = firsts.push(place) - 1;
        numbers.set(name, number);
      }
      kinds[place] = number;
    },
    meet: (place, taken) => {
      let first = NONE;
      let found = 0;
      let [isOne, wasMixed] = [true, false];
      for (const each of taken) {
        const kind = kinds[each] as number;
        if (kind === NONE) continue;
        found += 1;
        if (first === NONE) first = kind;
        if (kind === MIXED) wasMixed = true;
        if (kind === MIXED || kind !== first) isOne = false;
      }
      kinds[place] = isOne ? first : MIXED;
      return { differ: !isOne && found > 1, isFirst: !isOne && !wasMixed };
    },
    copy: (from, to) => void (kinds[to] = kinds[from] as number),
    originOf: (place) => firsts[kinds[place] as number] ?? null,
    count: () => numbers.size,
  };
}

function placesTaken({ inputs }: AncestralStep, element: ElementSymbol): number[] {
  const places: number[] = [];
  for (const { place, elementMilligrams } of inputs) {
    if (place !== null && (elementMilligrams[element] ?? 0n) !== 0n) places.push(place);
  }
  return eachOnce(places);
}

function eachOnce(places: number[]): number[] {
  return places.length > 1 ? [...new Set(places)] : places;
}

/** Lots of which no rare earth is stated. None of an element is a statement, and so is any other element alone. */
function placesUnstated(ancestors: readonly Ancestor[], { inputs }: AncestralStep, element: ElementSymbol): number[] {
  const places: number[] = [];
  for (const { place } of inputs) {
    if (place === null) continue;
    const { elementMilligrams, gains } = (ancestors[place] as Ancestor).lot;
    const isStated = elementMilligrams[element] !== undefined || gains.length > 0;
    if (!isStated && !Object.values(elementMilligrams).some((mass) => mass > 0n)) places.push(place);
  }
  return eachOnce(places);
}

function holdsOnAverage(ancestors: readonly Ancestor[], { step, inputs }: AncestralStep): boolean {
  if (step.name === 'solvent-extraction' || step.name === 'merge') return true;
  return inputs.some(({ place }) => place !== null && ancestors[place]?.lot.kind === 'circuit-stock');
}

function describe(ancestors: readonly Ancestor[], taken: readonly number[], sources: Kinds): Meeting['met'] {
  return taken.map((place) => {
    const origin = sources.originOf(place);
    const source = origin === null ? null : (ancestors[origin]?.lot ?? null);
    return { lot: (ancestors[place] as Ancestor).lot, source };
  });
}

function isDeclared({ kind }: LineageLot): boolean {
  return kind !== 'mined' && kind !== 'collected';
}

/** A place that mines and collects is two sources. */
function sourceOf(lot: LineageLot): string {
  if (isDeclared(lot)) return `lot ${lot.lot}`;
  const place = lot.facility === null ? `party ${lot.party}` : `facility ${lot.facility}`;
  return `${place}, ${characteristicsOf(lot)}`;
}

/** What a buyer is told of it, in words: `mined in CN`, `post-consumer in JP`. */
export function characteristicsOf({ kind, form, consumption, country }: LineageLot): string {
  const consumed = consumptionOf(kind, form, consumption);
  const words = kind === 'opening-stock' ? 'opening stock' : kind;
  return `${consumed === null ? words : kind === 'collected' ? consumed : `${words} ${consumed}`}, ${country}`;
}

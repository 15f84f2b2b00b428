/**
 * In which countries material is mined and made, stage by stage, and where what a destination received was made: from what
 * a ledger has recorded, so it says how its own chain is concentrated and nothing of the world.
 */
import { roundHalfEven } from '@lodestone/custody/round-half-even.ts';
import type { Observation, ObservedLot } from '@lodestone/lineage/observation.ts';

/** What of a place's mass has a name: a country at a stage, or one from which a destination received. */
export interface CountryShare {
  readonly country: string;
  readonly milligrams: bigint;
  readonly partsPerMillion: bigint;
}

export interface Concentration {
  /** A stage such as `mined` or `solvent-extraction`; or a destination. */
  readonly name: string;
  readonly totalMilligrams: bigint;
  /** The largest first. */
  readonly shares: readonly CountryShare[];
  /** The sum of the squares of the shares in percent (Herfindahl and Hirschman): 10000 of one country alone. */
  readonly index: number;
  /** Lots of which the mass is not stated: they are in no figure. */
  readonly lotsWithoutMass: number;
}

export interface SupplyTotals {
  /** Rare earths as metal, of lots as they were made. */
  readonly stages: readonly Concentration[];
  /** Net mass as packed, by the country in which the lots were made. */
  readonly destinations: readonly Concentration[];
}

/** Adds up observations, in any order. */
export interface SupplyCount {
  readonly stages: Map<string, CountryMass[]>;
  readonly destinations: Map<string, CountryMass[]>;
}

interface CountryMass {
  readonly country: string;
  milligrams: bigint;
  withoutMass: number;
}

export function startSupply(): SupplyCount {
  return { stages: new Map(), destinations: new Map() };
}

/** Rearranging material makes none: only what comes from outside and what processes make is counted. */
const REARRANGING: ReadonlySet<string> = new Set(['split', 'merge', 'blend', 'repack']);

export function countSupply({ stages, destinations }: SupplyCount, observation: Observation): void {
  switch (observation.kind) {
    case 'origin':
      // Old stock was made before the ledger began, and not at a stage of it.
      if (observation.lot.kind !== 'opening-stock') addMade(stages, observation.lot.kind, observation.lot);
      return;
    case 'step':
      if (REARRANGING.has(observation.step)) return;
      for (const lot of observation.outputs) addMade(stages, observation.step, lot);
      return;
    case 'exit':
      for (const { lot, amounts } of observation.lines) {
        add(destinations, observation.destination, lot.country, amounts.netMilligrams);
      }
      return;
    default:
  }
}

function addMade(stages: SupplyCount['stages'], stage: string, { country, made }: ObservedLot): void {
  const elements = Object.values(made.elementMilligrams);
  add(stages, stage, country, elements.length === 0 ? null : elements.reduce((sum, mass) => sum + mass, 0n));
}

function add(count: Map<string, CountryMass[]>, name: string, country: string, milligrams: bigint | null): void {
  const masses = count.get(name) ?? [];
  const known = masses.find((mass) => mass.country === country);
  const mass = known ?? { country, milligrams: 0n, withoutMass: 0 };
  if (milligrams === null) mass.withoutMass += 1;
  else mass.milligrams += milligrams;
  if (known === undefined) count.set(name, [...masses, mass]);
}

export function totalSupply({ stages, destinations }: SupplyCount): SupplyTotals {
  return { stages: [...stages].map(concentrationOf), destinations: [...destinations].map(concentrationOf) };
}

/** Shares of the parts, the largest first; of as many parts the names in order. */
function concentrationOf([name, masses]: readonly [string, readonly CountryMass[]]): Concentration {
  const total = masses.reduce((sum, { milligrams }) => sum + milligrams, 0n);
  const squares = masses.reduce((sum, { milligrams }) => sum + milligrams * milligrams, 0n);
  const shares = masses
    .filter(({ milligrams }) => milligrams > 0n)
    .map(({ country, milligrams }) => {
      return { country, milligrams, partsPerMillion: roundHalfEven(milligrams * 1_000_000n, total) };
    });
  return {
    name,
    totalMilligrams: total,
    shares: shares.sort((one, other) => compare(one, other)),
    index: total === 0n ? 0 : Number(roundHalfEven(squares * 10_000n, total * total)),
    lotsWithoutMass: masses.reduce((sum, { withoutMass }) => sum + withoutMass, 0),
  };
}

function compare(one: CountryShare, other: CountryShare): number {
  if (one.milligrams !== other.milligrams) return one.milligrams > other.milligrams ? -1 : 1;
  return one.country < other.country ? -1 : 1;
}

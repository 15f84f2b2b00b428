/** A party and its works, and what it has at hand. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ProcessStep } from '@lodestone/custody/material.ts';
import type { Role } from '@lodestone/custody/role.ts';
import type { Tampering } from './drafts.ts';
import type { Lot } from './lot.ts';
import type { Ore } from './ores.ts';

export const TRADES = [
  'mine',
  'refiner',
  'metal-maker',
  'magnet-maker',
  'recycler',
  'trader',
  'exporter',
  'home-user',
  'foreign-user',
  'laboratory',
] as const;

export type Trade = (typeof TRADES)[number];

export interface Site {
  readonly trade: Trade;
  readonly party: string;
  readonly facility: string;
  readonly name: string;
  readonly country: string;
  readonly roles: readonly Role[];
  readonly activities: readonly string[];
  readonly place: { readonly latitudeMicrodegrees: number; readonly longitudeMicrodegrees: number };
  readonly identifiers: Readonly<Record<string, string>>;
  readonly address: string;
  /** What it usually gets out of what goes in, and what its scale is off by. */
  readonly yieldsPartsPerMillion: ReadonlyMap<ProcessStep, number>;
  scalePartsPerMillion: number;
  /** Of a mine: its deposit, and how its own face differs from it. */
  readonly deposit: Deposit | null;
  /** Who usually buys from it, each for the same share; filled once all sites are there. */
  readonly customers: Site[];
  readonly tampering: Tampering;
  stock: Lot[];
  /** What its circuit holds. */
  circuitElementMilligrams: ElementMasses;
  /** The time of its latest act: it does one thing after the other. */
  clock: number;
  isCalled: boolean;
  isCrooked: boolean;
}

export interface Deposit {
  readonly ore: Ore;
  readonly elementPartsPerBillion: Readonly<Partial<Record<ElementSymbol, bigint>>>;
  /** TREO of the dry ore, or of the solution by volume. */
  readonly gradePartsPerMillion: number;
  readonly moisturePartsPerMillion: number;
  readonly permit: string;
  /** What a usual batch brings to light. */
  readonly batchMilligrams: bigint;
}

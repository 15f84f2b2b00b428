/** Who takes part in a made-up chain: every role, and for each form of material who is glad to get it. */
import type { Form } from '../src/material.ts';
import type { Role } from '../src/role.ts';

export interface LawfulParty {
  readonly party: string;
  readonly roles: readonly Role[];
  readonly country: string;
  /** What its facility is registered for; without a facility, null. */
  readonly activities: readonly string[] | null;
}

const AUTHORITY = 'AUTHORITY-1';

export const LAWFUL_PARTIES: readonly LawfulParty[] = [
  { party: AUTHORITY, roles: ['authority'], country: 'CN', activities: null },
  { party: 'MINE-1', roles: ['mine'], country: 'CN', activities: ['leaching', 'precipitation'] },
  { party: 'MINE-2', roles: ['mine'], country: 'AU', activities: ['beneficiation', 'cracking'] },
  { party: 'REFINER-1', roles: ['refiner'], country: 'CN', activities: ['dissolution', 'solvent-extraction'] },
  { party: 'REFINER-2', roles: ['refiner', 'trader'], country: 'MY', activities: [] },
  {
    party: 'METALS-1',
    roles: ['metal-maker'],
    country: 'CN',
    activities: ['electrolysis', 'metallothermic-reduction'],
  },
  { party: 'ALLOYS-1', roles: ['alloy-maker'], country: 'VN', activities: ['strip-casting'] },
  { party: 'MAGNETS-1', roles: ['magnet-maker', 'exporter'], country: 'CN', activities: ['milling', 'sintering'] },
  { party: 'MAGNETS-2', roles: ['alloy-maker', 'magnet-maker'], country: 'JP', activities: ['machining', 'finishing'] },
  { party: 'RECYCLER-1', roles: ['recycler'], country: 'JP', activities: ['recycling'] },
  { party: 'TRADER-1', roles: ['trader'], country: 'SG', activities: null },
  { party: 'CARRIER-1', roles: ['carrier'], country: 'CN', activities: null },
  { party: 'EXPORTER-1', roles: ['exporter', 'trader'], country: 'CN', activities: [] },
  { party: 'LABORATORY-1', roles: ['laboratory'], country: 'DE', activities: null },
  { party: 'CUSTOMS-1', roles: ['customs'], country: 'CN', activities: null },
  { party: 'AUDITOR-1', roles: ['auditor'], country: 'CH', activities: null },
  { party: 'MOTORS-1', roles: ['end-user'], country: 'DE', activities: null },
  { party: 'MOTORS-2', roles: ['end-user', 'recycler'], country: 'US', activities: ['reuse'] },
];

/** The authority that registers what the operator does not. */
export const LAWFUL_AUTHORITY = AUTHORITY;

export const LAWFUL_EXPORTERS: readonly string[] = ['MAGNETS-1', 'EXPORTER-1'];
export const LAWFUL_LABORATORY = 'LABORATORY-1';
export const LAWFUL_CUSTOMS = 'CUSTOMS-1';
export const LAWFUL_END_USERS: readonly string[] = ['MOTORS-1', 'MOTORS-2'];

/** Two refiners name their circuits alike: a circuit belongs to the party that runs it. */
export const LAWFUL_CIRCUITS: readonly { readonly party: string; readonly circuit: string }[] = [
  { party: 'REFINER-1', circuit: 'SX-1' },
  { party: 'REFINER-1', circuit: 'SX-2' },
  { party: 'REFINER-2', circuit: 'SX-1' },
];

const REFINERS = ['REFINER-1', 'REFINER-2'] as const;
const MAGNET_MAKERS = ['MAGNETS-1', 'MAGNETS-2'] as const;
const RECYCLERS = ['RECYCLER-1', 'MOTORS-2'] as const;
const METAL_BUYERS = ['ALLOYS-1', 'ALLOYS-1', 'MAGNETS-2', 'MAGNETS-1'] as const;
const OXIDE_BUYERS = ['METALS-1', 'METALS-1', 'METALS-1', 'ALLOYS-1', 'TRADER-1', 'EXPORTER-1'] as const;
const MAGNET_BUYERS = ['EXPORTER-1', 'MOTORS-1', 'MOTORS-2', 'CARRIER-1'] as const;

/** Where a lot of a form goes next. */
export const LAWFUL_BUYERS: Readonly<Record<Form, readonly string[]>> = {
  ore: ['MINE-1', 'MINE-2', 'REFINER-2'],
  concentrate: ['MINE-2', 'REFINER-2', 'TRADER-1'],
  'leach-solution': ['MINE-1', 'REFINER-1'],
  'mixed-oxide': REFINERS,
  carbonate: REFINERS,
  chloride: REFINERS,
  liquor: REFINERS,
  oxide: OXIDE_BUYERS,
  fluoride: ['METALS-1'],
  metal: METAL_BUYERS,
  alloy: METAL_BUYERS,
  flake: MAGNET_MAKERS,
  powder: MAGNET_MAKERS,
  block: MAGNET_MAKERS,
  body: MAGNET_MAKERS,
  magnet: MAGNET_BUYERS,
  assembly: MAGNET_BUYERS,
  swarf: RECYCLERS,
  scrap: RECYCLERS,
  residue: RECYCLERS,
  tailings: ['MINE-2'],
  slag: RECYCLERS,
};

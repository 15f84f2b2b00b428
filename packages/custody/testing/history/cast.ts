/** Who takes part in random histories: few, so that they meet often; every role that may do what others may not. */
import { OPERATOR } from '../../src/operator.ts';
import type { Role } from '../../src/role.ts';
import type { Proposal } from './stage.ts';

const CAST: readonly { readonly party: string; readonly roles: readonly Role[]; readonly country: string }[] = [
  { party: 'AUTHORITY', roles: ['authority'], country: 'CN' },
  { party: 'MINE', roles: ['mine'], country: 'CN' },
  { party: 'REFINER', roles: ['refiner', 'trader'], country: 'MY' },
  { party: 'WORKS', roles: ['metal-maker', 'alloy-maker', 'magnet-maker', 'exporter'], country: 'CN' },
  { party: 'RECYCLER', roles: ['recycler', 'exporter'], country: 'JP' },
  { party: 'LABORATORY', roles: ['laboratory'], country: 'DE' },
  { party: 'CUSTOMS', roles: ['customs'], country: 'CN' },
  { party: 'BUYER', roles: ['end-user'], country: 'DE' },
];

const WORKS: readonly { readonly facility: string; readonly party: string; readonly activities: readonly string[] }[] =
  [
    { facility: 'PIT', party: 'MINE', activities: ['leaching', 'precipitation'] },
    { facility: 'PLANT', party: 'REFINER', activities: [] },
    { facility: 'HALL', party: 'WORKS', activities: ['strip-casting', 'sintering'] },
  ];

/** How every history begins. */
export function registrations(): Proposal[] {
  const location = { latitudeMicrodegrees: 24_907_000, longitudeMicrodegrees: 114_790_000 };
  return [
    ...CAST.map(({ party, roles, country }) => {
      const tolerances = party === 'RECYCLER' && { tolerances: { transferPartsPerMillion: 20_000 } };
      const body = {
        type: 'party-registered',
        party,
        name: `The ${party.toLowerCase()}`,
        roles,
        country,
        ...tolerances,
      };
      return { by: OPERATOR, body };
    }),
    ...WORKS.map(({ facility, party, activities }) => {
      const body = {
        type: 'facility-registered',
        facility,
        party,
        name: facility,
        country: 'CN',
        location,
        activities,
      };
      return { by: 'AUTHORITY', body };
    }),
  ];
}

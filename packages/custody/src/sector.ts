/** What material is used for in the end, as applications and statements of stock say it. */
export const SECTORS = [
  'new-energy-vehicles',
  'vehicles',
  'robotics',
  'wind',
  'audio',
  'medical',
  'semiconductors',
  'appliances',
  'industry',
  'aerospace',
  'defence',
  'research',
  'trade',
  'other',
] as const;

export type Sector = (typeof SECTORS)[number];

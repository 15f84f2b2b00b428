/** The roles that a party can be registered with, and which acts each allows. */
export const ROLES = [
  'mine',
  'refiner',
  'metal-maker',
  'alloy-maker',
  'magnet-maker',
  'trader',
  'carrier',
  'exporter',
  'recycler',
  'laboratory',
  'authority',
  'customs',
  'auditor',
  'end-user',
] as const;

export type Role = (typeof ROLES)[number];

/** Those that may turn lots into other lots. */
const TRANSFORMING: readonly Role[] = ['mine', 'refiner', 'metal-maker', 'alloy-maker', 'magnet-maker', 'recycler'];

/** An act that needs a role; whatever is not named here any custodian may do. */
export const ROLES_FOR_ACT = {
  register: ['authority'],
  'set-yield-ranges': ['authority'],
  'set-finding-rule': ['authority'],
  'close-finding': ['authority', 'auditor'],
  'apply-for-licence': ['exporter'],
  'handle-licence': ['authority'],
  'enrol-key': ['authority'],
  'revoke-key': ['authority'],
  'correct-for-another': ['authority'],
  'create-mined': ['mine'],
  'create-collected': ['recycler'],
  'create-imported': TRANSFORMING,
  'create-opening-stock': TRANSFORMING,
  transform: TRANSFORMING,
  assay: ['laboratory'],
  'pack-shipment': ['exporter'],
  'unpack-shipment': ['exporter'],
  'exit-shipment': ['exporter', 'customs'],
  'declare-shipment': ['exporter'],
  'report-arrival': ['customs'],
  hold: ['authority'],
  'erase-opening': ['authority'],
  'grant-access': ['authority'],
  'settle-dispute': ['authority'],
  'allocate-quota': ['authority'],
  'publish-controls': ['authority'],
  'open-trade-gap': ['authority', 'customs'],
  'explain-trade-gap': ['authority', 'customs', 'exporter'],
  'settle-trade-gap': ['authority'],
} as const satisfies Record<string, readonly Role[]>;

export type Act = keyof typeof ROLES_FOR_ACT;

/** True when one of `roles` allows `act`. */
export function mayAct(roles: readonly Role[], act: Act): boolean {
  const allowed: readonly Role[] = ROLES_FOR_ACT[act];
  return roles.some((role) => allowed.includes(role));
}

/** What the export gate is asked: one shipment, its goods, its papers, and the rules of the day. */
import type { EventOf } from '../event.ts';
import type { Refusal } from '../refusal.ts';
import type { ControlRegister } from './control-register.ts';
import type { ControlledMaterial } from './controlled-material.ts';
import type { Licence } from './licence.ts';
import type { Draw, LineAccount } from './licence-account.ts';

/** A lot of the shipment as it stands. */
export interface Goods {
  readonly lot: string;
  readonly material: ControlledMaterial;
}

/** A licence with what one shipment may draw of it. */
export interface LicenceFile {
  readonly licence: Licence;
  readonly lines: readonly LineAccount[];
  /** What the shipment itself holds of each line. */
  readonly own: readonly Draw[];
  /** Of a single licence, what another shipment holds of it. */
  readonly other: Draw | null;
}

export interface ExportCase {
  readonly shipment: string;
  /** Who packed it. */
  readonly exporter: string;
  readonly consignee: string;
  readonly destination: string;
  /** The countries that it may be leaving; none where that is not known, and then every list may count. */
  readonly leaves: readonly string[];
  readonly goods: readonly Goods[];
  readonly declared: EventOf<'shipment-declared'> | null;
  /** What it says as it leaves; null while it has not. */
  readonly exit: EventOf<'shipment-exited'> | null;
  /** By name, those that the declaration names; null where nobody has applied for it. */
  readonly licences: ReadonlyMap<string, LicenceFile | null>;
  readonly register: ControlRegister;
  /** When it is declared, or leaves: RFC 3339. */
  readonly at: string;
  /** What a mass that leaves may be below that of its lots. */
  readonly tolerancePartsPerMillion: number;
}

/** Why goods cannot leave as they are: as a refusal says it, and what would clear it. */
export interface Obstacle extends Refusal {
  readonly clears: string;
}

/** A word that differs from another: both are told. What is sealed or left out is `null`. */
export function obstacle(
  code: Refusal['code'],
  field: string,
  message: string,
  facts: Refusal['facts'],
  clears: string,
): Obstacle {
  return { code, field, message: `${message}; ${clears}`, facts, clears };
}

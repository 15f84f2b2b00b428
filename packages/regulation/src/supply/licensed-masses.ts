import { lineAccounts, accountsOf } from '@lodestone/custody/controls/licence-account.ts';
import { licenceOf } from '@lodestone/custody/controls/follow-licence.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import type { LicensedMass } from './licensed-for-need.ts';

/**
 * What a licence in force at `at` (RFC 3339) still lets its end user have, by line; its consignee, where the end user is sealed.
 * What has left under it is no supply any more; what is declared, and has not left, still is.
 */
export function licensedMasses(steps: readonly DocketStep[], at: string): LicensedMass[] {
  const before = steps.filter(({ event }) => event.occurredAt < at);
  const licence = licenceOf(before);
  if (licence?.status !== 'granted') return [];
  const { validFrom, validTo, endUser, consignee, lines } = licence;
  const isInForce = (validFrom === null || validFrom <= at) && (validTo === null || at < validTo);
  if (!isInForce) return [];
  const accounts = lineAccounts(accountsOf(licence.licence, before));
  return lines.map(({ line, code }) => {
    const account = accounts.find((one) => one.line === line);
    const left = (account?.availableMilligrams ?? 0n) + (account?.reservedMilligrams ?? 0n);
    return { party: endUser ?? consignee, item: code, netMilligrams: left > 0n ? left : 0n };
  });
}

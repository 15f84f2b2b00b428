/** General licences that let the same goods go to the same customer at the same time: both may be drawn of, one after the other. */
import type { Licence, LicenceLine } from '@lodestone/custody/controls/licence.ts';

export interface LicenceOverlap {
  readonly exporter: string;
  readonly consignee: string;
  readonly destination: string;
  readonly code: string;
  /** The licences and their lines, in the order of their names. */
  readonly lines: readonly { readonly licence: string; readonly line: string; readonly netMilligrams: bigint }[];
  /** What all of them grant. */
  readonly togetherMilligrams: bigint;
}

/**
 * Those that are granted, or suspended, and not over at `at` (RFC 3339). A line for one form, or for one year, is beside those for the
 * same, and for any. Nothing forbids them: an authority may have meant each to be all that there is.
 */
export function overlappingLicences(licences: readonly Licence[], at: string): LicenceOverlap[] {
  const standing = licences.filter(
    ({ kind, status, validTo }) =>
      kind === 'general' && (status === 'granted' || status === 'suspended') && (validTo === null || at < validTo),
  );
  const entries = standing.flatMap((licence) => licence.lines.map((line) => ({ licence, line })));
  const groups = Map.groupBy(entries, ({ licence: { exporter, consignee, destination }, line: { code } }) =>
    [exporter, consignee, destination, code].join(' '),
  );
  return [...groups.values()].flatMap((group) => {
    const beside = group.filter((one) => group.some((other) => isBeside(one, other)));
    const [first] = beside;
    if (first === undefined) return [];
    const { exporter, consignee, destination } = first.licence;
    const lines = beside
      .map(({ licence: { licence }, line: { line, netMilligrams } }) => ({ licence, line, netMilligrams }))
      .sort((one, other) => (one.licence < other.licence ? -1 : 1));
    const togetherMilligrams = lines.reduce((sum, { netMilligrams }) => sum + netMilligrams, 0n);
    return [{ exporter, consignee, destination, code: first.line.code, lines, togetherMilligrams }];
  });
}

interface Entry {
  readonly licence: Licence;
  readonly line: LicenceLine;
}

function isBeside(one: Entry, other: Entry): boolean {
  if (one.licence.licence === other.licence.licence) return false;
  const areApart =
    differ(one.line.form, other.line.form) ||
    differ(one.line.year, other.line.year) ||
    endsBefore(one.licence, other.licence) ||
    endsBefore(other.licence, one.licence);
  return !areApart;
}

function differ(one: string | number | null, other: string | number | null): boolean {
  return one !== null && other !== null && one !== other;
}

function endsBefore({ validTo }: Licence, { validFrom }: Licence): boolean {
  return validTo !== null && validFrom !== null && validTo <= validFrom;
}

/** A licence is granted or refused, and what becomes of one that was granted. */
import { docketOf } from '../docket.ts';
import { formatKilograms } from '../format-amount.ts';
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import { requireDistinct, type Ruling } from '../decide/ruling.ts';
import { requireReviewed } from './decide-licence-case.ts';
import { drawnOf } from './licence-account.ts';
import type { Licence, LicenceLine } from './licence.ts';
import { requireNotOver, requireNotRetroactive, requireValidity } from './licence-validity.ts';
import { requireOfficersStep } from './require-licence.ts';

export function decideLicenceDecided(ruling: Ruling, event: EventOf<'licence-decided'>): void {
  const licence = requireOfficersStep(ruling, event);
  requireReviewed(licence, 'central', 'a decision');
  const { validFrom, validTo, lines, occurredAt } = event;
  if (validFrom === undefined || validTo === undefined) return;
  requireValidity(licence.licence, licence.kind, { validFrom, validTo });
  requireNotOver(licence.licence, validTo, occurredAt);
  requireNotRetroactive(licence.licence, validFrom, occurredAt);
  requireLines(licence, licence.linesAsked, lines);
}

/** What it leaves out stays as it was granted. */
export function decideLicenceAmended(ruling: Ruling, event: EventOf<'licence-amended'>): void {
  const licence = requireOfficersStep(ruling, event);
  const { validTo, occurredAt } = event;
  requireLines(licence, licence.lines, event.lines);
  requireAboveDrawn(ruling, licence, event);
  if (validTo === undefined || licence.validFrom === null) return;
  requireValidity(licence.licence, licence.kind, { validFrom: licence.validFrom, validTo });
  requireNotOver(licence.licence, validTo, occurredAt);
}

/** What has left under a line, or is declared to, stays covered by it. */
function requireAboveDrawn(ruling: Ruling, { licence }: Licence, { lines = [] }: EventOf<'licence-amended'>): void {
  const drawn = drawnOf(licence, docketOf(ruling, 'licence', licence));
  for (const [index, { line, netMilligrams }] of lines.entries()) {
    const drawnMilligrams = drawn.get(line) ?? 0n;
    if (BigInt(netMilligrams) >= drawnMilligrams) continue;
    const [asked, taken] = [formatKilograms(BigInt(netMilligrams)), formatKilograms(drawnMilligrams)];
    const message = `line ${line} of licence ${licence} would be for ${asked}, and ${taken} are reserved or have left: amend it to no less`;
    const facts = { licence, line, asked: netMilligrams, drawn: Number(drawnMilligrams) };
    throw new Refused('below-drawn', `lines[${index}].netMilligrams`, message, facts);
  }
}

/** Suspended, resumed or revoked, which the state of the licence alone allows or not. */
export function decideLicenceStanding(
  ruling: Ruling,
  event: EventOf<'licence-suspended' | 'licence-resumed' | 'licence-revoked'>,
): void {
  requireOfficersStep(ruling, event);
}

/** Lines that the licence has, each for no more than was asked. */
function requireLines(
  { licence, linesAsked }: Licence,
  among: readonly LicenceLine[],
  lines: EventOf<'licence-decided'>['lines'] = [],
): void {
  requireDistinct(
    'lines',
    lines.map(({ line }) => line),
    'lines of the licence',
  );
  for (const [index, { line, netMilligrams }] of lines.entries()) {
    if (!among.some((other) => other.line === line)) {
      const known = among.map((other) => other.line).join(', ');
      const message = `licence ${licence} has no line ${line}, its lines are ${known}: correct the line`;
      throw new Refused('unknown-licence-line', `lines[${index}].line`, message, { licence, line, known });
    }
    const asked = linesAsked.find((other) => other.line === line)?.netMilligrams ?? 0n;
    if (BigInt(netMilligrams) <= asked) continue;
    const [granted, wanted] = [formatKilograms(BigInt(netMilligrams)), formatKilograms(asked)];
    const message = `line ${line} of licence ${licence} would be granted ${granted}, and ${wanted} were asked: nobody is granted more`;
    throw new Refused('above-asked', `lines[${index}].netMilligrams`, message, {
      licence,
      line,
      granted: netMilligrams,
      asked: Number(asked),
    });
  }
}

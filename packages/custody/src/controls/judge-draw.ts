/**
 * Whether a draw fits its licence. A licence names its exporter, consignee, end user, country, port, mode of transport, item
 * and mass, and holds between two dates (dual-use regulations of 2024-12-01, arts. on export licences): each is held against
 * what is declared.
 */
import type { EventOf } from '../event.ts';
import { formatKilograms } from '../format-amount.ts';
import { type ExportCase, type Goods, type LicenceFile, type Obstacle, obstacle } from './export-case.ts';
import type { LicenceLine } from './licence.ts';

export type DeclaredLine = NonNullable<EventOf<'shipment-declared'>['licenceLines']>[number];

/** What was found of a draw. A notice tells what could not be compared. */
export interface DrawJudgement {
  readonly obstacles: readonly Obstacle[];
  readonly notices: readonly string[];
}

export function judgeDraw(
  exportCase: ExportCase,
  declared: EventOf<'shipment-declared'>,
  draw: DeclaredLine,
  index: number,
): DrawJudgement {
  const field = `licenceLines[${index}]`;
  const file = exportCase.licences.get(draw.licence) ?? null;
  if (file === null) {
    const message = `no licence ${draw.licence} is recorded: the declaration draws ${formatKilograms(BigInt(draw.netMilligrams))} of it`;
    const facts = { licence: draw.licence, found: null };
    return one(obstacle('unknown-licence', `${field}.licence`, message, facts, 'name another, or apply for it first'));
  }
  const line = file.licence.lines.find(({ line: name }) => name === draw.line);
  if (line === undefined) {
    const lines = file.licence.lines.map((other) => other.line).join(', ');
    const message = `licence ${draw.licence} has no line ${draw.line}, which the declaration draws of: it has ${lines}`;
    const facts = { licence: draw.licence, line: draw.line, known: lines };
    return one(obstacle('unknown-licence-line', `${field}.line`, message, facts, 'name one of those'));
  }
  const { obstacles, notices } = judgeTerms(exportCase, declared, file, field);
  return {
    obstacles: [
      ...judgeStanding(file, exportCase, field),
      ...obstacles,
      ...judgeItem(line, declared, draw, exportCase.goods, field),
      ...judgeYear(line, draw, exportCase.at, field),
      ...judgeUse(file, exportCase, field),
      ...judgeMass(file, draw, field),
    ],
    notices,
  };
}

function one(found: Obstacle): DrawJudgement {
  return { obstacles: [found], notices: [] };
}

/** Granted, neither suspended nor revoked, and valid on the day. */
function judgeStanding({ licence }: LicenceFile, { at }: ExportCase, field: string): Obstacle[] {
  const { licence: id, status, validFrom, validTo } = licence;
  const invalid = (message: string, facts: Record<string, string>, clears: string) => [
    obstacle('licence-not-valid', `${field}.licence`, message, { licence: id, ...facts }, clears),
  ];
  if (status !== 'granted') {
    const clears = status === 'suspended' ? 'it is resumed first, or another is named' : 'name one that is granted';
    return invalid(
      `licence ${id} is ${status}, and only a granted one can be drawn of`,
      {
        expected: 'granted',
        found: status,
      },
      clears,
    );
  }
  if (validFrom !== null && at < validFrom) {
    return invalid(`licence ${id} is valid from ${validFrom}, this is at ${at}`, { validFrom, at }, 'wait until then');
  }
  if (validTo !== null && at >= validTo) {
    const clears = 'its authority extends it, or another is named';
    return invalid(`licence ${id} was valid until ${validTo}, this is at ${at}`, { validTo, at }, clears);
  }
  return [];
}

/** Who, to whom, where and how. */
function judgeTerms(
  exportCase: ExportCase,
  declared: EventOf<'shipment-declared'>,
  { licence }: LicenceFile,
  field: string,
): DrawJudgement {
  const { exit, exporter } = exportCase;
  const sealed = new Set([...Object.keys(declared.sealed ?? {}), ...Object.keys(exit?.sealed ?? {})]);
  const endUsers = licence.endUser === null ? null : [licence.endUser, ...licence.otherEndUsers];
  const terms = [
    { member: 'exporter', allowed: [licence.exporter], stated: exporter },
    { member: 'consignee', allowed: [licence.consignee], stated: declared.consignee },
    { member: 'destination', allowed: [licence.destination], stated: declared.destination },
    { member: 'endUser', allowed: endUsers, stated: declared.endUser },
    { member: 'port', allowed: only(licence.port), stated: exit?.port ?? declared.port },
    { member: 'mode', allowed: only(licence.mode), stated: exit?.mode ?? declared.mode },
  ];
  const obstacles: Obstacle[] = [];
  const notices: string[] = [];
  for (const { member, allowed, stated } of terms) {
    const isSealed = sealed.has(member);
    if (allowed === null || (isSealed && member === 'endUser')) {
      // A port or mode that the licence leaves open may be any; an end user that it does not tell is sealed in it.
      if (member === 'endUser' && (isSealed || stated !== undefined)) {
        notices.push(`the ${words(member)} is not held against licence ${licence.licence}: it is sealed`);
      }
      continue;
    }
    if (!isSealed && stated !== undefined && allowed.includes(stated)) continue;
    // Who the end user is an officer has seen; where and how it leaves nobody has, if the exporter may hide it.
    const [expected, found] = [allowed.join(' or '), isSealed ? 'sealed' : (stated ?? null)];
    const message = `licence ${licence.licence} is for the ${words(member)} ${expected}, ${found === null ? 'none is declared' : `declared is ${found}`}`;
    const facts = { licence: licence.licence, member, expected, found };
    const clears = 'declare what is so, or name a licence that covers it';
    obstacles.push(
      obstacle('licence-differs', member === 'exporter' ? `${field}.licence` : member, message, facts, clears),
    );
  }
  return { obstacles, notices };
}

function only(value: string | null): string[] | null {
  return value === null ? null : [value];
}

function words(member: string): string {
  return member === 'endUser' ? 'end user' : member;
}

/** The HS code and the specification that the line names. */
function judgeItem(
  { hsCode, specification, form }: LicenceLine,
  declared: EventOf<'shipment-declared'>,
  draw: DeclaredLine,
  goods: readonly Goods[],
  field: string,
): Obstacle[] {
  const found: Obstacle[] = [];
  const name = `line ${draw.line} of licence ${draw.licence}`;
  const differs = (member: string, expected: string, stated: string | null, of: string) => {
    const message = `${name} is for the ${member} ${expected}, ${of} ${stated ?? 'none'}`;
    const facts = { licence: draw.licence, line: draw.line, member, expected, found: stated };
    found.push(obstacle('licence-differs', `${field}.line`, message, facts, 'name a line that covers the goods'));
  };
  if (hsCode !== null && !isWithin(hsCode, declared.hsCode)) {
    const stated = declared.sealed?.hsCode === undefined ? (declared.hsCode ?? null) : 'sealed';
    differs('HS code', hsCode, stated, 'declared is');
  }
  for (const { lot, material } of goods) {
    if (draw.lots !== undefined && !draw.lots.includes(lot)) continue;
    if (form !== null && material.form !== null && material.form !== form) {
      differs('form', form, material.form, `lot ${lot} is`);
    }
    const described = [material.product, material.grade].filter((text) => text !== null).join(', ');
    if (specification === null || described === '' || isSpecified(described, specification)) continue;
    differs('specification', specification, described, `lot ${lot} is`);
  }
  return found;
}

/** One code with more digits than the other is the same code told more exactly, from the digits on that are the same everywhere. */
function isWithin(licensed: string, declared: string | undefined): boolean {
  if (declared === undefined) return false;
  const [granted, stated] = [licensed.replaceAll(/\D/g, ''), declared.replaceAll(/\D/g, '')];
  if (stated.length < Math.min(granted.length, WORLDWIDE_DIGITS)) return false;
  return granted.startsWith(stated) || stated.startsWith(granted);
}

/** So many digits of a customs code are those of the Harmonized System; what follows is each country's own. */
const WORLDWIDE_DIGITS = 6;

/**
 * Whether goods are those of a specification: both are free text, so what has a number in it, a grade such as 42SH, must be
 * there, and of one without such a word any word.
 */
function isSpecified(described: string, specification: string): boolean {
  const has = new Set(wordsOf(described));
  const named = wordsOf(specification);
  const grades = named.filter((word) => /\d/.test(word) && /\p{Letter}/u.test(word));
  return (grades.length > 0 ? grades : named).some((word) => has.has(word));
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== '');
}

/** A general licence may grant a mass for a calendar year. */
function judgeYear({ year }: LicenceLine, draw: DeclaredLine, at: string, field: string): Obstacle[] {
  if (year === null || at.startsWith(`${year}-`)) return [];
  const message = `line ${draw.line} of licence ${draw.licence} is for the year ${year}, this is at ${at}`;
  const facts = { licence: draw.licence, line: draw.line, year, at };
  return [obstacle('licence-not-valid', `${field}.line`, message, facts, 'name the line of that year')];
}

/** A single licence is for one shipment, whole: once another draws of it, it is used. */
function judgeUse({ licence, other }: LicenceFile, { shipment }: ExportCase, field: string): Obstacle[] {
  if (licence.kind !== 'single' || other === null) return [];
  const as = other.consumedMilligrams > 0n ? 'left under it' : 'is declared under it';
  const message = `licence ${licence.licence} is a single one, for one shipment: ${other.shipment} ${as}, and this is ${shipment}`;
  const facts = { licence: licence.licence, usedBy: other.shipment, shipment };
  return [obstacle('licence-used', `${field}.licence`, message, facts, 'name a licence of its own')];
}

/** What is available, with what this shipment has reserved before: declaring anew reserves anew. */
function judgeMass({ lines, own: draws }: LicenceFile, draw: DeclaredLine, field: string): Obstacle[] {
  const { licence, line } = draw;
  const asked = BigInt(draw.netMilligrams);
  const account = lines.find((other) => other.line === line);
  const own = draws.find((other) => other.line === line);
  const available = (account?.availableMilligrams ?? 0n) + (own?.reservedMilligrams ?? 0n);
  if (asked <= available) return [];
  const granted = formatKilograms(account?.grantedMilligrams ?? 0n);
  const message = `line ${line} of licence ${licence} has ${formatKilograms(available)} left of ${granted}, ${formatKilograms(asked)} are declared`;
  const facts = {
    licence,
    line,
    availableMilligrams: available.toString(),
    grantedMilligrams: (account?.grantedMilligrams ?? 0n).toString(),
    askedMilligrams: asked.toString(),
  };
  return [
    obstacle('licence-overdrawn', `${field}.netMilligrams`, message, facts, 'declare less, or name another line'),
  ];
}

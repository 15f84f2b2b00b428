/** An exporter applies for a licence. What it asks for must be possible; whether it is complete, an officer says. */
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import { mayAct, ROLES_FOR_ACT } from '../role.ts';
import { requireDistinct, requireParty, requireRole, type Ruling } from '../decide/ruling.ts';
import { CONTROLS, type ControlRegister, registerOf } from './control-register.ts';
import { licenceOf } from './follow-licence.ts';
import type { LicenceStatus } from './licence.ts';
import { requireValidity } from './licence-validity.ts';

type Applied = EventOf<'licence-applied'>;

export function decideLicenceApplied(ruling: Ruling, event: Applied): void {
  requireRole(ruling, 'apply-for-licence');
  requireNewLicence(ruling, event.licence);
  requireParty(ruling, 'consignee', event.consignee, 'consignee');
  if (event.localAuthority !== undefined) requireAuthority(ruling, event.localAuthority);
  requireDistinct(
    'lines',
    event.lines.map(({ line }) => line),
    'lines of the licence',
  );
  requireValidity(event.licence, event.kind, event);
  requireEndUser(event);
  requireEndUsersOfKind(event.licence, event.kind, event);
  requireYears(event);
  requireKnownItems(ruling, event);
  if (event.refiledFrom !== undefined) requireClosed(ruling, event.refiledFrom);
  noteInDocket(ruling, 'licence', event.licence);
}

function requireNewLicence(ruling: Ruling, id: string): void {
  const licence = licenceOf(docketOf(ruling, 'licence', id));
  if (licence === null) return;
  const message = `${id} is the id of a licence that ${licence.exporter} applied for at ${licence.appliedAt}, the event gives it to a new one: choose another id`;
  throw new Refused('id-used', 'licence', message, { id, asked: 'licence', usedFor: 'licence' });
}

function requireAuthority(ruling: Ruling, party: string): void {
  const { roles } = requireParty(ruling, 'localAuthority', party, 'local authority');
  if (mayAct(roles, 'handle-licence')) return;
  const needed = ROLES_FOR_ACT['handle-licence'].join(', ');
  const message = `${party} is ${roles.join(', ')}; the authority that looks at an application first needs one of: ${needed}`;
  throw new Refused('role', 'localAuthority', message, { party, roles: roles.join(', '), needed });
}

/** The customer of the customer is named, or sealed: a buyer alone says nothing of who uses the goods. */
function requireEndUser({ licence, kind, endUser, sealed }: Applied): void {
  if (endUser !== undefined || sealed?.endUser !== undefined) return;
  const message = `licence ${licence} names no end user, and needs one: state endUser, or seal it`;
  throw new Refused('licence-end-users', 'endUser', message, { licence, kind, found: 0, needed: 1 });
}

type EndUsers = Pick<EventOf<'licence-applied' | 'licence-information-provided'>, 'otherEndUsers' | 'sealed'>;

/** A single licence is for one shipment to one end user (Decree 792 of the State Council, 2024). */
export function requireEndUsersOfKind(
  licence: string,
  kind: Applied['kind'],
  { otherEndUsers, sealed }: EndUsers,
): void {
  const isSealed = sealed?.otherEndUsers !== undefined;
  if (kind === 'general' || (otherEndUsers === undefined && !isSealed)) return;
  const found = isSealed ? 'more than one' : 1 + (otherEndUsers?.length ?? 0);
  const message = `licence ${licence} is single and names ${found} end users, and has one: apply for a general licence, or for one licence each`;
  throw new Refused('licence-end-users', 'otherEndUsers', message, { licence, kind, found, needed: 1 });
}

/** A line of a general licence is one item in one year, or over the whole time; a single one has no years. */
function requireYears({ licence, kind, lines, validFrom, validTo }: Applied): void {
  const [first, last] = [Number(validFrom.slice(0, 4)), Number(validTo.slice(0, 4))];
  const seen = new Set<string>();
  for (const [index, { line, code, form, year }] of lines.entries()) {
    if (year !== undefined && (kind === 'single' || year < first || year > last)) {
      const [field, valid] = [`lines[${index}].year`, `${validFrom} to ${validTo}`];
      const needs = kind === 'single' ? 'is single and goes by no years' : `is asked for ${valid}`;
      const message = `line ${line} is for the year ${year}, and licence ${licence} ${needs}`;
      throw new Refused('licence-year', field, message, { licence, line, kind, year, valid });
    }
    if (kind === 'single') continue;
    const item = `${code} ${form ?? ''} ${year ?? ''}`;
    if (seen.has(item)) {
      const among = 'items of a general licence, by code, form and year';
      const message = `${code} is named twice among the ${among}, and may be named once: add the masses up`;
      throw new Refused('named-twice', `lines[${index}].code`, message, { id: code, among, times: 2, allowed: 1 });
    }
    seen.add(item);
  }
}

/** An item that no control list of this ledger has needs no licence, or is misspelt. */
function requireKnownItems(ruling: Ruling, { licence, lines }: Applied): void {
  const codes = codesOf(registerOf(docketOf(ruling, 'control-register', CONTROLS)));
  for (const [index, { line, code }] of lines.entries()) {
    if (codes.has(code)) continue;
    const known = [...codes].sort().slice(0, CODES_SHOWN).join(', ');
    const has = known === '' ? 'no control list is published in this ledger' : `the control lists have ${known}`;
    const message = `line ${line} of licence ${licence} is for item ${code}, ${has}: correct the code, or the authority publishes the list first`;
    throw new Refused('unknown-item', `lines[${index}].code`, message, { licence, line, code, known });
  }
}

/** Of every list there is, in force or not: a licence may be asked for before a list begins. */
function codesOf({ lists }: ControlRegister): ReadonlySet<string> {
  return new Set(lists.flatMap(({ versions }) => versions.flatMap(({ items }) => items.map(({ code }) => code))));
}

/** So many codes fit a sentence. */
const CODES_SHOWN = 20;

const REFILABLE: readonly LicenceStatus[] = ['returned', 'refused', 'revoked', 'withdrawn'];

/** An application is filed again by who filed it, when the earlier one has come to nothing. */
function requireClosed(ruling: Ruling, id: string): void {
  const earlier = licenceOf(docketOf(ruling, 'licence', id));
  const { party } = ruling.actor;
  const needed = REFILABLE.join(', ');
  if (earlier === null) {
    const message = `no licence ${id} is recorded: the application says that it is filed again after that one; correct the id`;
    throw new Refused('unknown-licence', 'refiledFrom', message, { licence: id, found: null });
  }
  if (earlier.exporter !== party) {
    const message = `${earlier.exporter} has applied for licence ${id}, the application that follows it is by ${party}: correct the id`;
    throw new Refused('not-applicant', 'refiledFrom', message, { licence: id, exporter: earlier.exporter, party });
  }
  if (REFILABLE.includes(earlier.status)) return;
  const message = `licence ${id} is ${earlier.status}; an application is filed again after one that is ${needed}`;
  throw new Refused('licence-state', 'refiledFrom', message, {
    licence: id,
    status: earlier.status,
    asked: 'refiled',
    needed,
  });
}

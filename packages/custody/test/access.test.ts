import { describe, expect, test } from 'vitest';
import { grantsOf, viewsOf } from '../src/controls/access.ts';
import { docketName, type DocketStep } from '../src/docket.ts';
import { OPERATOR } from '../src/operator.ts';
import { attempt, enter, type EventDraft, openWorld, record, type World } from '../testing/given.ts';
import { HASH } from './event-examples.ts';
import { oreCreated } from './drafts.ts';
import { applied, LICENCE, licensing } from './licence-drafts.ts';

// Who may see what is sealed: for which purpose, which member, and when. What does not fit is refused with both values.

const SEALING = '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7d';
const ANOTHER = '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7e';

function world(): World {
  const entered = enter(openWorld(), {
    'MINE-A': ['mine'],
    RIVAL: ['mine'],
    OFFICER: ['customs'],
    BUREAU: ['authority'],
  });
  record(entered, 'MINE-A', { ...oreCreated('ORE-1'), id: SEALING, sealed: { permit: HASH, note: HASH } });
  record(entered, 'RIVAL', { ...oreCreated('ORE-2'), id: ANOTHER, sealed: { permit: HASH } });
  return entered;
}

const grant = (members: object = {}): EventDraft => ({
  type: 'access-granted',
  grant: 'G-1',
  officer: 'OFFICER',
  purpose: 'licence-review',
  fields: ['permit'],
  sealedIn: SEALING,
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-04-01T00:00:00.000Z',
  reason: 'the case is open',
  ...members,
});

const view = (members: object = {}): EventDraft => ({
  type: 'field-viewed',
  sealedIn: SEALING,
  field: 'permit',
  owner: 'MINE-A',
  purpose: 'licence-review',
  grant: 'G-1',
  ...members,
});

const at = (time: string, given: World): World => Object.assign(given, { recordedAt: time });
const refusalOf = (given: World, by: string, event: EventDraft) => {
  const decision = attempt(given, by, event);
  return decision.accepted ? null : decision.refusal;
};

function granted(members: object = {}, by = 'MINE-A'): World {
  const given = at('2026-03-10T00:00:00.000Z', world());
  record(given, by, grant(members));
  return given;
}

describe('an officer with a grant', () => {
  test('sees the member that it is for, and the ledger knows', () => {
    const given = granted();
    record(given, 'OFFICER', view({ case: '2026/17' }));
    const steps = (subject: string): readonly DocketStep[] =>
      given.state.dockets.get(docketName('access', subject))?.steps ?? [];
    expect(viewsOf(steps(SEALING))).toMatchObject([
      {
        officer: 'OFFICER',
        field: 'permit',
        owner: 'MINE-A',
        purpose: 'licence-review',
        grant: 'G-1',
        case: '2026/17',
      },
    ]);
    expect(grantsOf(steps('OFFICER'))).toMatchObject([{ grant: 'G-1', givenBy: 'MINE-A', end: null }]);
  });

  test.each([
    ['another member', { field: 'note' }, { field: 'field', asked: 'note', granted: 'permit' }],
    [
      'another purpose',
      { purpose: 'statistics' },
      { field: 'purpose', asked: 'statistics', granted: 'licence-review' },
    ],
    ['another event', { sealedIn: ANOTHER, owner: 'RIVAL' }, { field: 'sealedIn', asked: ANOTHER, granted: SEALING }],
    ['the wrong owner', { owner: 'RIVAL' }, { field: 'owner', asked: 'RIVAL', granted: 'MINE-A' }],
    ['another grant', { grant: 'G-2' }, { field: 'grant', asked: 'G-2', granted: null }],
  ])('is refused %s', (_, members, { field, ...facts }) => {
    expect(refusalOf(granted(), 'OFFICER', view(members))).toMatchObject({ code: 'no-access', field, facts });
  });

  test.each([
    ['2026-03-01T00:00:00.000Z', true],
    ['2026-02-28T23:59:59.999Z', false],
    ['2026-03-31T23:59:59.999Z', true],
    ['2026-04-01T00:00:00.000Z', false],
  ])('sees it from the first instant on and before the last, by the clock of the ledger: %s', (now, isSeen) => {
    const given = at('2026-02-01T00:00:00.000Z', world());
    record(given, 'MINE-A', grant());
    // That the officer says that it was in March does not help.
    const refusal = refusalOf(at(now, given), 'OFFICER', { ...view(), occurredAt: '2026-03-10T00:00:00.000Z' });
    expect(refusal?.field ?? null).toBe(isSeen ? null : 'grant');
    if (!isSeen) expect(refusal?.message).toContain(`asks for at ${now}`);
  });

  test('sees it no more once the grant is ended, by whoever gave it, by an authority, or given back', () => {
    for (const by of ['MINE-A', OPERATOR, 'OFFICER']) {
      const given = granted();
      record(given, by, { type: 'access-ended', grant: 'G-1', officer: 'OFFICER', reason: 'it is decided' });
      expect(refusalOf(given, 'OFFICER', view())).toMatchObject({ code: 'no-access', field: 'grant' });
      const again = { type: 'access-ended', grant: 'G-1', officer: 'OFFICER', reason: 'once more' };
      expect(refusalOf(given, by, again)).toMatchObject({ code: 'no-access' });
    }
    const rival = { type: 'access-ended', grant: 'G-1', officer: 'OFFICER', reason: 'a rival' };
    expect(refusalOf(granted(), 'RIVAL', rival)).toMatchObject({ code: 'not-author' });
  });

  test('sees nothing of it once its opening is erased', () => {
    const given = granted();
    record(given, 'MINE-A', { type: 'opening-erased', sealedIn: SEALING, field: 'permit', reason: 'asked for' });
    expect(refusalOf(given, 'OFFICER', view())).toMatchObject({ code: 'opening-erased', facts: { asked: 'see' } });
  });

  test('does not lend it: another party has none', () => {
    expect(refusalOf(granted(), 'BUREAU', view())).toMatchObject({ code: 'no-access', facts: { granted: null } });
  });
});

describe('a grant', () => {
  test('is given by the owner or an authority, to somebody else', () => {
    expect(refusalOf(world(), 'MINE-A', grant())).toBeNull();
    expect(refusalOf(world(), OPERATOR, grant())).toBeNull();
    expect(refusalOf(world(), 'RIVAL', grant())).toMatchObject({ code: 'not-author', facts: { author: 'MINE-A' } });
    expect(refusalOf(world(), 'OFFICER', grant())).toMatchObject({ code: 'own-grant' });
    expect(refusalOf(world(), 'BUREAU', grant({ officer: 'BUREAU' }))).toMatchObject({ code: 'own-grant' });
  });

  test('of all that a party has sealed covers its events alone', () => {
    const ofMine = { sealedIn: undefined, owner: 'MINE-A' };
    expect(refusalOf(world(), 'RIVAL', grant(ofMine))).toMatchObject({ code: 'not-author' });
    const given = granted(ofMine, OPERATOR);
    expect(refusalOf(given, 'OFFICER', view())).toBeNull();
    const rivals = view({ sealedIn: ANOTHER, owner: 'RIVAL' });
    expect(refusalOf(given, 'OFFICER', rivals)).toMatchObject({ code: 'no-access', facts: { asked: 'RIVAL' } });
  });

  test('names what is there, and an id that is new', () => {
    expect(refusalOf(world(), 'MINE-A', grant({ fields: ['endUser'] }))).toMatchObject({ code: 'not-sealed' });
    const noLicence = grant({ sealedIn: undefined, licence: 'LIC-NONE' });
    expect(refusalOf(world(), OPERATOR, noLicence)).toMatchObject({ code: 'no-access', facts: { asked: 'LIC-NONE' } });
    expect(refusalOf(world(), OPERATOR, grant({ officer: 'NOBODY' }))).toMatchObject({ code: 'unknown-party' });
    expect(refusalOf(granted(), 'MINE-A', grant())).toMatchObject({ code: 'id-used' });
  });

  test('for a licence covers what its applicant has sealed in its case, and nothing else of the applicant', () => {
    const given = at('2026-03-10T00:00:00.000Z', licensing());
    const { endUser: _, ...plain } = applied();
    record(given, 'MAGNETS-D', { ...plain, type: 'licence-applied', id: SEALING, sealed: { endUser: HASH } });
    const other = { id: ANOTHER, finding: 'D01/X', facts: HASH, outcome: 'explained', sealed: { note: HASH } };
    record(given, 'MAGNETS-D', { type: 'finding-answered', reason: 'it was counted', ...other });
    const about = { sealedIn: undefined, licence: LICENCE, fields: ['endUser', 'note'], officer: 'BUREAU-N' };
    expect(refusalOf(given, 'MOTORS-F', grant(about))).toMatchObject({ code: 'not-author', field: 'licence' });
    record(given, 'MAGNETS-D', grant(about));
    const seen = view({ field: 'endUser', owner: 'MAGNETS-D', licence: LICENCE });
    expect(refusalOf(given, 'BUREAU-N', seen)).toBeNull();
    expect(refusalOf(given, 'BUREAU-N', { ...seen, licence: 'LIC-2' })).toMatchObject({ field: 'licence' });
    const elsewhere = { ...seen, sealedIn: ANOTHER, field: 'note' };
    expect(refusalOf(given, 'BUREAU-N', elsewhere)).toMatchObject({ code: 'no-access', field: 'licence' });
  });
});

import { describe, expect, test } from 'vitest';
import { licenceOf } from '../src/controls/follow-licence.ts';
import { attempt, enter, type EventDraft, record, refusalOf, type World } from '../testing/given.ts';
import { HASH } from './event-examples.ts';
import {
  accepted,
  after,
  amended,
  applied,
  askedForHaste,
  DECIDABLE,
  granted,
  haste,
  LICENCE,
  licensing,
  provided,
  recorderOf,
  refused,
  requested,
  resumed,
  returned,
  reviewed,
  revoked,
  suspended,
  withdrawn,
} from './licence-drafts.ts';

/** The licence as its docket has it. */
function licenceIn({ state }: World, licence = LICENCE) {
  return licenceOf(state.dockets.get(`licence ${licence}`)?.steps ?? []);
}

const general = (members: object) => applied({ kind: 'general', ...members });
const grantedFor = (validFrom: string, validTo: string) => granted({ validFrom, validTo });
const refusalOfDecision = (draft: EventDraft) => refusalOf(after(...DECIDABLE), 'MINISTRY-M', draft);

const STATES = {
  applied: [applied()],
  returned: [applied(), returned],
  accepted: DECIDABLE,
  waiting: [...DECIDABLE, requested],
  granted: [...DECIDABLE, granted()],
  refused: [...DECIDABLE, refused],
  suspended: [...DECIDABLE, granted(), suspended],
  revoked: [...DECIDABLE, granted(), revoked],
  withdrawn: [applied(), withdrawn],
} as const satisfies Record<string, readonly EventDraft[]>;

/** Which steps each state lets, and where they lead: written down a second time. */
const LEADS: Readonly<Record<keyof typeof STATES, Readonly<Record<string, string>>>> = {
  applied: { returned: 'returned', accepted: 'accepted', local: 'applied', asked: 'applied', withdrawn: 'withdrawn' },
  returned: { provided: 'applied', asked: 'returned', withdrawn: 'withdrawn' },
  accepted: {
    requested: 'waiting',
    local: 'accepted',
    central: 'accepted',
    asked: 'accepted',
    granted: 'granted',
    refused: 'refused',
    withdrawn: 'withdrawn',
  },
  waiting: { provided: 'accepted', asked: 'waiting', withdrawn: 'withdrawn' },
  granted: { amended: 'granted', suspended: 'suspended', revoked: 'revoked' },
  refused: {},
  suspended: { amended: 'suspended', resumed: 'granted', revoked: 'revoked' },
  revoked: {},
  withdrawn: {},
};

const STEPS: Readonly<Record<string, EventDraft>> = {
  returned,
  accepted,
  requested,
  provided: provided(),
  local: reviewed('local'),
  central: reviewed('central'),
  asked: askedForHaste,
  granted: granted(),
  refused,
  amended: amended({ port: 'Shanghai' }),
  suspended,
  resumed,
  revoked,
  withdrawn,
};

describe.each(Object.entries(LEADS))('a licence that is %s', (state, leads) => {
  const given = STATES[state as keyof typeof STATES];

  test('says so', () => {
    expect(licenceIn(after(...given))?.status).toBe(state);
  });

  test.each(Object.entries(STEPS))('%s', (name, draft) => {
    const world = after(...given);
    const next = leads[name];
    if (next === undefined) {
      const { code, facts } = refusalOf(world, recorderOf(draft), draft);
      const isEarlyReview = name === 'central' && state === 'applied';
      expect({ code, status: facts['status'] }).toEqual(
        isEarlyReview ? { code: 'licence-review', status: undefined } : { code: 'licence-state', status: state },
      );
    } else {
      record(world, recorderOf(draft), draft);
      expect(licenceIn(world)?.status).toBe(next);
    }
  });
});

describe('an application', () => {
  test('is what it asks for until something is granted', () => {
    const world = after(applied({ refiledFrom: undefined, urgency: askedForHaste['ask'] }));
    expect(licenceIn(world)).toMatchObject({
      exporter: 'MAGNETS-D',
      kind: 'single',
      consignee: 'MOTORS-F',
      endUser: 'Motor works F',
      lines: [{ line: '1', code: '1C905.a', form: 'magnet', netMilligrams: 509_000_000n, hsCode: null }],
      number: null,
      acceptedAt: null,
      urgency: 'most-urgent',
    });
  });

  test('names an end user, plainly or sealed: without one it is refused', () => {
    const { endUser: _, ...rest } = applied();
    expect(refusalOf(licensing(), 'MAGNETS-D', rest)).toMatchObject({
      code: 'licence-end-users',
      facts: { found: 0, needed: 1 },
    });
    const world = licensing();
    record(world, 'MAGNETS-D', { ...rest, sealed: { endUser: HASH } });
    expect(licenceIn(world)).toMatchObject({ endUser: null });
    expect(licenceIn(world)?.stated.sealed).toEqual(['endUser']);
  });

  test('is an exporter’s, and filed with an authority', () => {
    expect(refusalOf(licensing(), 'MOTORS-F', applied()).code).toBe('role');
    expect(refusalOf(licensing(), 'MAGNETS-D', applied({ localAuthority: 'TRADER-T' }))).toMatchObject({
      code: 'role',
      field: 'localAuthority',
      facts: { party: 'TRADER-T', roles: 'exporter', needed: 'authority' },
    });
  });

  test('has an id of its own, for ever', () => {
    const world = after(...STATES.withdrawn);
    expect(refusalOf(world, 'MAGNETS-D', applied())).toMatchObject({ code: 'id-used', facts: { id: LICENCE } });
  });

  test('of a general licence lasts three years, and names each item of a year once', () => {
    const line = { line: '1', code: '1C905.a', netMilligrams: 1 };
    const long = { validFrom: '2026-05-01T00:00:00.000Z', validTo: '2029-05-01T00:00:00.000Z' };
    const years = [2026, 2027].map((year) => ({ ...line, line: String(year), year }));
    expect(attempt(licensing(), 'MAGNETS-D', general({ ...long, lines: years })).accepted).toBe(true);
    for (const year of [2025, 2030]) {
      const lines = [{ ...line, year }];
      expect(refusalOf(licensing(), 'MAGNETS-D', general({ ...long, lines })).code).toBe('licence-year');
    }
    const twice = [line, { ...line, line: '2' }];
    expect(refusalOf(licensing(), 'MAGNETS-D', general({ lines: twice })).code).toBe('named-twice');
    const longer = { ...long, validTo: '2029-05-01T00:00:00.001Z' };
    expect(refusalOf(licensing(), 'MAGNETS-D', general(longer)).code).toBe('licence-dates');
    expect(refusalOf(licensing(), 'MAGNETS-D', applied({ lines: [{ ...line, year: 2026 }] })).code).toBe(
      'licence-year',
    );
  });

  test('is filed again after one of its own that came to nothing', () => {
    const again = applied({ licence: 'LIC-2', refiledFrom: LICENCE });
    const world = after(...STATES.refused);
    record(world, 'MAGNETS-D', again);
    expect(licenceIn(world, 'LIC-2')?.refiledFrom).toBe(LICENCE);
    expect(refusalOf(after(...STATES.granted), 'MAGNETS-D', again)).toMatchObject({
      code: 'licence-state',
      facts: { status: 'granted', needed: 'returned, refused, revoked, withdrawn' },
    });
    expect(refusalOf(after(...STATES.refused), 'TRADER-T', again).code).toBe('not-applicant');
    expect(refusalOf(licensing(), 'MAGNETS-D', again).code).toBe('unknown-licence');
  });

  test('may be filed by an agent, and is the exporter’s', () => {
    const world = licensing();
    const acts = ['licence-applied', 'licence-withdrawn'];
    record(world, 'MAGNETS-D', { type: 'mandate-given', agent: 'TRADER-T', acts });
    record(world, 'TRADER-T', { ...applied(), onBehalfOf: 'MAGNETS-D' });
    expect(licenceIn(world)?.exporter).toBe('MAGNETS-D');
  });
});

describe('a case', () => {
  test('is only for officers to take in, review and decide', () => {
    const officers = [returned, accepted, requested, reviewed('local'), granted(), refused, revoked];
    for (const draft of officers) {
      expect(refusalOf(after(...DECIDABLE), 'MAGNETS-D', draft)).toMatchObject({
        code: 'role',
        facts: { party: 'MAGNETS-D', roles: 'magnet-maker, exporter', needed: 'authority' },
      });
    }
  });

  test('remembers for how long its clock stood, and what was asked', () => {
    const world = after(...DECIDABLE, requested, provided({ stockCoverDays: 21 }));
    const licence = licenceIn(world);
    expect(licence?.stops).toMatchObject([{ asked: [{ item: 'production-photo' }] }]);
    expect(licence?.stops[0]?.to).toBe(licence?.latestAt);
    expect(licence?.stated.stockCoverDays).toBe(21);
  });

  test('takes what was brought later for what counts, documents on top', () => {
    const documents = [{ kind: 'contract', sha256: HASH, name: 'contract.pdf' }];
    const world = after(applied({ documents }), returned, provided({ documents, processFlow: 'pressed and sintered' }));
    expect(licenceIn(world)?.stated.documents).toHaveLength(2);
    expect(licenceIn(world)).toMatchObject({ missing: [], stated: { processFlow: 'pressed and sintered' } });
  });

  test('goes on in time: a step before the latest one is refused', () => {
    const world = after(applied());
    const early = { ...accepted, occurredAt: '2026-03-01T08:00:00.000Z' };
    expect(refusalOf(world, 'MINISTRY-M', early)).toMatchObject({
      code: 'time-goes-back',
      facts: { occurredAt: '2026-03-01T08:00:00.000Z', latestAt: licenceIn(world)?.latestAt },
    });
  });

  test('is decided after the central review, and the central one after the local one', () => {
    const world = after(applied(), accepted, reviewed('local'));
    expect(refusalOf(world, 'MINISTRY-M', granted())).toMatchObject({
      code: 'licence-review',
      facts: { needed: 'central', found: 'local' },
    });
    const early = refusalOf(after(applied(), reviewed('local')), 'MINISTRY-M', reviewed('central'));
    expect(early).toMatchObject({ code: 'licence-state', facts: { status: 'applied', needed: 'accepted' } });
  });

  test('is hurried when an officer says so; a wish that is declined counts no more', () => {
    const world = after(applied(), askedForHaste);
    expect(licenceIn(world)).toMatchObject({ urgency: 'most-urgent', expediteIsOpen: true });
    record(world, 'MINISTRY-M', haste('declined'));
    expect(licenceIn(world)).toMatchObject({ urgency: null, expediteIsOpen: false });
    expect(refusalOf(world, 'MINISTRY-M', haste('granted'))).toMatchObject({
      code: 'licence-state',
      facts: { status: 'nothing asked', needed: 'asked' },
    });
    expect(refusalOf(after(applied(), askedForHaste), 'MOTORS-F', haste('granted')).code).toBe('role');
  });
});

describe('an exporter that is an authority', () => {
  test.each([
    ['returned', returned, [applied()]],
    ['accepted', accepted, [applied()]],
    ['reviewed', reviewed('local'), [applied()]],
    ['granted', granted(), DECIDABLE],
    ['amended', amended({ validTo: '2026-11-30T00:00:00.000Z' }), STATES.granted],
    ['resumed', resumed, STATES.suspended],
    ['answered in its haste', haste('granted'), [applied(), askedForHaste]],
  ])('has nothing of its own %s', (_what, draft, steps) => {
    const world = enter(licensing(), { 'STATE-WORKS': ['exporter', 'authority'] });
    const own = new Set(['licence-applied', 'licence-withdrawn']);
    for (const step of steps) record(world, own.has(step.type) ? 'STATE-WORKS' : recorderOf(step), step);
    expect(refusalOf(world, 'STATE-WORKS', draft).code).toBe('own-application');
  });
});

describe('a decision', () => {
  test('grants what is named, no more than was asked, and only that', () => {
    const lines = [
      { line: '1', code: '1C905.a', netMilligrams: 500 },
      { line: '2', code: '1C904.a', netMilligrams: 100 },
    ];
    const filed = [applied({ lines }), reviewed('local'), accepted, reviewed('central')];
    const world = after(...filed, granted({ lines: [{ line: '2', netMilligrams: 90 }] }));
    expect(licenceIn(world)).toMatchObject({
      lines: [{ line: '2', code: '1C904.a', netMilligrams: 90n }],
      linesAsked: [{ line: '1' }, { line: '2' }],
      number: '26-4711',
      decision: { outcome: 'granted', legalBasis: 'Decree 792', by: 'MINISTRY-M' },
    });
    const more = granted({ lines: [{ line: '2', netMilligrams: 101 }] });
    expect(refusalOf(after(...filed), 'MINISTRY-M', more)).toMatchObject({
      code: 'above-asked',
      facts: { granted: 101, asked: 100 },
    });
  });

  test('is for a time to come, no longer than its kind lasts', () => {
    const [over, back, long] = [
      grantedFor('2025-05-01T00:00:00.000Z', '2026-03-01T08:00:00.000Z'),
      grantedFor('2026-02-01T00:00:00.000Z', '2026-12-31T00:00:00.000Z'),
      grantedFor('2026-05-01T00:00:00.000Z', '2027-05-02T00:00:00.000Z'),
    ];
    expect([over, back, long].map((draft) => refusalOfDecision(draft).code)).toEqual(Array(3).fill('licence-dates'));
    expect([over, back, long].map((draft) => refusalOfDecision(draft).field)).toEqual([
      'validTo',
      'validFrom',
      'validTo',
    ]);
    const wrong = grantedFor('2026-06-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z');
    expect(refusalOfDecision(wrong).facts).toMatchObject({ validFrom: '2026-06-01T00:00:00.000Z' });
  });

  test('is amended in what it names, and stays as it was in the rest', () => {
    const world = after(...DECIDABLE, granted(), amended({ port: 'Shanghai' }));
    record(world, 'MINISTRY-M', amended({ lines: [{ line: '1', netMilligrams: 400_000_000 }] }));
    expect(licenceIn(world)).toMatchObject({
      port: 'Shanghai',
      mode: 'sea',
      validTo: '2026-12-31T00:00:00.000Z',
      lines: [{ netMilligrams: 400_000_000n }],
    });
    const longer = amended({ validTo: '2027-05-02T00:00:00.000Z' });
    expect(refusalOf(world, 'MINISTRY-M', longer)).toMatchObject({
      code: 'licence-dates',
      facts: { validTo: '2027-05-02T00:00:00.000Z', latest: '2027-05-01T00:00:00.000Z' },
    });
  });
});

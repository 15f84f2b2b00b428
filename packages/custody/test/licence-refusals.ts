/** The refusals of a licence's life, each beside its twin: see refusal.test.ts. */
import { enter, record } from '../testing/given.ts';
import { declared, gatedMagnets } from './export-drafts.ts';
import {
  accepted,
  after,
  amended,
  applied,
  DECIDABLE,
  granted,
  LICENCE,
  licensing,
  reviewed,
  suspended,
  withdrawn,
} from './licence-drafts.ts';

const [FROM, TO, LATER] = ['2026-05-01T00:00:00.000Z', '2027-05-01T00:00:00.000Z', '2027-05-01T00:00:00.001Z'] as const;
const YEARLY = { line: '1', code: '1C905.a', netMilligrams: 509_000_000 };

export const LICENCE_REFUSALS = {
  'unknown-licence': {
    given: () => after(applied()),
    by: 'MINISTRY-M',
    refused: { ...accepted, licence: 'LIC-2' },
    field: 'licence',
    facts: { licence: 'LIC-2', found: null },
    pair: ['licence', 'found'],
    names: ['no licence LIC-2', 'nobody has applied'],
    twin: { event: accepted },
  },
  'unknown-licence-line': {
    given: () => after(...DECIDABLE),
    by: 'MINISTRY-M',
    refused: granted({ lines: [{ line: '2', netMilligrams: 1 }] }),
    field: 'lines[0].line',
    facts: { licence: LICENCE, line: '2', known: '1' },
    pair: ['line', 'known'],
    names: ['no line 2', 'its lines are 1'],
    twin: { event: granted({ lines: [{ line: '1', netMilligrams: 1 }] }) },
  },
  'unknown-item': {
    given: licensing,
    by: 'MAGNETS-D',
    refused: applied({ lines: [{ ...YEARLY, code: '1C999' }] }),
    field: 'lines[0].code',
    facts: { licence: LICENCE, line: '1', code: '1C999', known: '1C902.a, 1C904.a, 1C905.a' },
    pair: ['code', 'known'],
    names: ['item 1C999', 'the control lists have 1C902.a', 'line 1'],
    twin: { event: applied({ lines: [YEARLY] }) },
  },
  'licence-state': {
    given: () => after(applied()),
    by: 'MINISTRY-M',
    refused: suspended,
    field: 'type',
    facts: { licence: LICENCE, status: 'applied', asked: 'licence-suspended', needed: 'granted' },
    pair: ['status', 'needed'],
    names: ['is applied', 'needs one that is granted', LICENCE],
    twin: { event: accepted },
  },
  'licence-review': {
    given: () => after(applied(), accepted),
    by: 'MINISTRY-M',
    refused: reviewed('central'),
    field: 'licence',
    facts: { licence: LICENCE, needed: 'local', found: 'none' },
    pair: ['needed', 'found'],
    names: ['a local review', 'its reviews are: none', 'a central review'],
    twin: { event: reviewed('local') },
  },
  'own-application': {
    given: () => {
      const world = enter(licensing(), { 'STATE-WORKS': ['exporter', 'authority'] });
      record(world, 'STATE-WORKS', applied());
      return world;
    },
    by: 'STATE-WORKS',
    refused: reviewed('local'),
    field: 'licence',
    facts: { licence: LICENCE, exporter: 'STATE-WORKS', party: 'STATE-WORKS' },
    pair: ['licence', 'party'],
    names: ['by STATE-WORKS as its authority', 'STATE-WORKS has applied'],
    twin: { by: 'BUREAU-N' },
  },
  'licence-routed': {
    given: () => after(applied({ localAuthority: 'BUREAU-N' })),
    by: 'MINISTRY-M',
    refused: reviewed('local'),
    field: 'licence',
    facts: { licence: LICENCE, localAuthority: 'BUREAU-N', party: 'MINISTRY-M' },
    pair: ['party', 'localAuthority'],
    names: ['filed with BUREAU-N', 'by MINISTRY-M'],
    twin: { by: 'BUREAU-N' },
  },
  'licence-dates': {
    given: licensing,
    by: 'MAGNETS-D',
    refused: applied({ validFrom: FROM, validTo: LATER }),
    field: 'validTo',
    facts: { licence: LICENCE, kind: 'single', validFrom: FROM, validTo: LATER, latest: TO },
    pair: ['validTo', 'latest'],
    names: [`to ${LATER}`, `until ${TO}`, 'one year at most'],
    twin: { event: applied({ validFrom: FROM, validTo: TO }) },
  },
  'licence-year': {
    given: licensing,
    by: 'MAGNETS-D',
    refused: applied({ kind: 'general', lines: [{ ...YEARLY, year: 2027 }] }),
    field: 'lines[0].year',
    facts: { licence: LICENCE, line: '1', kind: 'general', year: 2027, valid: `${FROM} to 2026-12-31T00:00:00.000Z` },
    pair: ['year', 'valid'],
    names: ['for the year 2027', `asked for ${FROM}`],
    twin: { event: applied({ kind: 'general', lines: [{ ...YEARLY, year: 2026 }] }) },
  },
  'licence-end-users': {
    given: licensing,
    by: 'MAGNETS-D',
    refused: applied({ otherEndUsers: ['Motor works G'] }),
    field: 'otherEndUsers',
    facts: { licence: LICENCE, kind: 'single', found: 2, needed: 1 },
    pair: ['found', 'needed'],
    names: ['names 2 end users', 'has one', 'is single'],
    twin: { event: applied({ kind: 'general', otherEndUsers: ['Motor works G'] }) },
  },
  'not-applicant': {
    given: () => after(applied()),
    by: 'TRADER-T',
    refused: withdrawn,
    field: 'licence',
    facts: { licence: LICENCE, exporter: 'MAGNETS-D', party: 'TRADER-T' },
    pair: ['party', 'exporter'],
    names: ['by TRADER-T', 'MAGNETS-D has applied'],
    twin: { by: 'MAGNETS-D' },
  },
  'above-asked': {
    given: () => after(...DECIDABLE, granted({ lines: [{ line: '1', netMilligrams: 500_000_000 }] })),
    by: 'MINISTRY-M',
    refused: amended({ lines: [{ line: '1', netMilligrams: 509_000_001 }] }),
    field: 'lines[0].netMilligrams',
    facts: { licence: LICENCE, line: '1', granted: 509_000_001, asked: 509_000_000 },
    pair: ['granted', 'asked'],
    names: ['509.000001 kg', '509 kg were asked'],
    twin: { event: amended({ lines: [{ line: '1', netMilligrams: 509_000_000 }] }) },
  },
  'below-drawn': {
    given: () => {
      const world = gatedMagnets({});
      record(world, 'MAGNETS-D', declared());
      return world;
    },
    by: 'BUREAU-N',
    refused: amended({ lines: [{ line: '1', netMilligrams: 508_999_999 }] }),
    field: 'lines[0].netMilligrams',
    facts: { licence: LICENCE, line: '1', asked: 508_999_999, drawn: 509_000_000 },
    pair: ['asked', 'drawn'],
    names: ['for 508.999999 kg', '509 kg are reserved', 'line 1'],
    twin: { event: amended({ lines: [{ line: '1', netMilligrams: 509_000_000 }] }) },
  },
} as const;

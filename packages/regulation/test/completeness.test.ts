import { describe, expect, test } from 'vitest';
import { checkCompleteness, missingItemsLetter } from '../src/licences/completeness.ts';
import { applied, licenceAfter, provided } from './licence-cases.ts';

const AT = '2026-03-01T08:00:00.000Z';
const HASH = 'C'.repeat(42).concat('A');
const PAPERS = [
  'end-user-certificate',
  'end-use-certificate',
  'test-report',
  'company-introduction',
  'product-photo',
  'production-photo',
  'translation',
];
const photographed = { place: 'Stuttgart, hall 2', takenAt: AT };
const documents = PAPERS.map((kind) => ({ kind, sha256: HASH, name: `${kind}.pdf`, ...photographed }));

/** Nothing is missing of it. */
const COMPLETE = {
  lines: [{ line: '1', code: '1C905.a', netMilligrams: 1, hsCode: '8505111000', specification: '42SH' }],
  endUse: { class: 'civil', sector: 'new-energy-vehicles', part: 'traction-motor' },
  endUseDetail: { text: 'rotor magnets', model: 'TM-4', maker: 'Motor works F' },
  contract: { number: 'PO-4711' },
  port: 'Ningbo',
  mode: 'sea',
  processFlow: 'glued into the rotor',
  pastDealings: [{ shipment: 'SHP-0', exitedAt: AT, netMilligrams: 1 }],
  documents,
};

const check = (members: object) => checkCompleteness(licenceAfter([applied(AT, members)]));
const itemsOf = (list: readonly { readonly item: string }[]) => list.map(({ item }) => item);
const without = (member: keyof typeof COMPLETE) => {
  const { [member]: _, ...rest } = COMPLETE;
  return rest;
};

describe('an application', () => {
  test('with everything has nothing missing, and nothing to ask about', () => {
    expect(check(COMPLETE)).toEqual({ missing: [], doubtful: [] });
  });

  test('with nothing lacks everything that the reports name', () => {
    expect(itemsOf(check({}).missing)).toEqual([
      'end-use',
      'end-use-detail',
      'contract',
      'port',
      'mode',
      'process-flow',
      'past-dealings',
      'line',
      ...PAPERS.slice(0, 6),
    ]);
  });

  test.each(['endUse', 'endUseDetail', 'contract', 'port', 'mode', 'processFlow', 'pastDealings'] as const)(
    'without %s lacks it and nothing else',
    (member) => {
      const item = member.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(itemsOf(check(without(member)).missing)).toEqual([item]);
    },
  );

  test.each(PAPERS.slice(0, 6))('without the paper %s lacks it', (kind) => {
    const rest = documents.filter((document) => document.kind !== kind);
    expect(itemsOf(check({ ...COMPLETE, documents: rest }).missing)).toEqual([kind]);
  });

  test('counts what is sealed as there: who may open it sees what it is', () => {
    const { endUseDetail: _, processFlow: __, documents: ___, ...plain } = COMPLETE;
    const sealed = { endUseDetail: HASH, processFlow: HASH, documents: HASH };
    expect(check({ ...plain, sealed })).toEqual({ missing: [], doubtful: [] });
  });

  test('counts what was brought later', () => {
    const licence = licenceAfter([
      applied(AT, without('processFlow')),
      { type: 'licence-returned', occurredAt: AT, missing: [{ item: 'process-flow', text: 'the flow' }] },
      provided(AT, { processFlow: 'glued into the rotor' }),
    ]);
    expect(checkCompleteness(licence).missing).toEqual([]);
  });

  test('to India needs two stamps', () => {
    expect(itemsOf(check({ ...COMPLETE, destination: 'IN' }).missing)).toEqual(['authority-stamp', 'embassy-stamp']);
  });

  test.each([
    ['a vague part', { endUse: { ...COMPLETE.endUse, part: 'magnetic-sensor' } }, 'too vague'],
    ['a part nobody has heard of', { endUse: { ...COMPLETE.endUse, part: 'flux-capacitor' } }, 'not in the list'],
    ['a military end use', { endUse: { ...COMPLETE.endUse, class: 'military' } }, 'case by case'],
    [
      'urgency without a stock',
      { urgency: { class: 'urgent', ground: 'low-stock', text: 'soon' } },
      'for how many days the stock lasts',
    ],
    [
      'a photo of nowhere',
      { documents: documents.map(({ kind, sha256, name }) => ({ kind, sha256, name })) },
      'say where and when',
    ],
  ])('with %s raises a question', (_, members, words) => {
    const { missing, doubtful } = check({ ...COMPLETE, ...members });
    expect(missing).toEqual([]);
    expect(doubtful.map(({ text }) => text).join('\n')).toContain(words);
  });

  test('that calls itself most urgent shows that a line stands', () => {
    const urgency = { class: 'most-urgent', ground: 'line-stop', text: 'it stands' };
    expect(itemsOf(check({ ...COMPLETE, urgency, stockCoverDays: 3 }).doubtful)).toEqual(['line-stop-notice']);
    const notice = { kind: 'line-stop-notice', sha256: HASH, name: 'notice.pdf' };
    const shown = { ...COMPLETE, urgency, stockCoverDays: 3, documents: [...documents, notice] };
    expect(check(shown).doubtful).toEqual([]);
  });

  test('gets a letter that numbers what is missing', () => {
    const licence = licenceAfter([applied(AT, without('contract'))]);
    expect(missingItemsLetter(licence, checkCompleteness(licence))).toBe(
      [
        'Application LIC-1 of MAGNETS-D, single, to DE',
        '',
        'One item is missing.',
        '  1. contract: the contract, by its number or as a paper',
      ].join('\n'),
    );
  });
});

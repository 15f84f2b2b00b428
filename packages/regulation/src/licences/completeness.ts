/**
 * What an application lacks before an officer takes it in: by its kind, its destination and what it says. The list follows
 * what published accounts say is asked for (application form and papers, the extra file since November 2025, the two stamps
 * that India's certificate needs); what an authority asks besides, it asks.
 */
import type { Licence, MissingItem } from '@lodestone/custody/controls/licence.ts';
import { isKnownPart, isVaguePart } from './end-use-parts.ts';

export interface Completeness {
  /** Without these it would be returned. */
  readonly missing: readonly MissingItem[];
  /** What an officer may ask about. */
  readonly doubtful: readonly MissingItem[];
}

/** Papers of any application, by the `kind` of a document. */
const PAPERS: readonly MissingItem[] = [
  { item: 'end-user-certificate', text: 'certificate of the end user: not for other use or parties, nor for weapons' },
  { item: 'end-use-certificate', text: 'certificate of the end use: signed by hand with name, title and stamp' },
  { item: 'test-report', text: 'test report or technical note of the goods' },
  { item: 'company-introduction', text: 'introduction of the importer and the end user' },
  { item: 'product-photo', text: 'photo of the product that shows where the goods are in it' },
  { item: 'production-photo', text: 'photo of the real production at the end user' },
];

/** Papers that a destination needs besides: India's certificate is stamped by its authority and by the embassy. */
const PAPERS_BY_DESTINATION: Readonly<Record<string, readonly MissingItem[]>> = {
  IN: [
    { item: 'authority-stamp', text: 'the certificate with the stamp of the authority at the destination' },
    { item: 'embassy-stamp', text: 'the certificate with the stamp of the embassy' },
  ],
};

const PHOTOS: ReadonlySet<string> = new Set(['product-photo', 'production-photo']);

export function checkCompleteness(licence: Licence): Completeness {
  const papers = [...PAPERS, ...(PAPERS_BY_DESTINATION[licence.destination] ?? [])];
  return {
    missing: [...missingMembers(licence), ...papers.filter(({ item }) => !hasPaper(licence, item))],
    doubtful: doubtsOf(licence),
  };
}

/** Whether a paper is there; where all documents are sealed, an officer with the opening sees which. */
function hasPaper({ stated }: Licence, kind: string): boolean {
  return stated.sealed.includes('documents') || stated.documents.some((document) => document.kind === kind);
}

function missingMembers(licence: Licence): MissingItem[] {
  const { stated, port, mode, lines, endUser } = licence;
  const has = (member: string) => stated.sealed.includes(member) || Object.hasOwn(stated, member);
  const needs: readonly (readonly [there: boolean, item: string, text: string])[] = [
    [endUser !== null || stated.sealed.includes('endUser'), 'end-user', 'who uses the goods in the end'],
    [has('endUse'), 'end-use', 'what the goods are for: class, sector and part'],
    [has('endUseDetail'), 'end-use-detail', 'the end use down to the model and its maker'],
    [has('contract') || hasPaper(licence, 'contract'), 'contract', 'the contract, by its number or as a paper'],
    [port !== null || stated.sealed.includes('port'), 'port', 'the port that the goods leave through'],
    [mode !== null || stated.sealed.includes('mode'), 'mode', 'how the goods travel: the whole order goes one way'],
    [has('processFlow') || hasPaper(licence, 'process-flow'), 'process-flow', 'what the end user does with the goods'],
    [
      has('pastDealings') || hasPaper(licence, 'past-dealings'),
      'past-dealings',
      'earlier shipments to the customer, or a paper that says there were none',
    ],
  ];
  const stating = needs.filter(([there]) => !there).map(([, item, text]) => ({ item, text }));
  const bare = lines.filter(({ hsCode, specification }) => hsCode === null || specification === null);
  const names = bare.map(({ line }) => line).join(', ');
  if (bare.length > 0) stating.push({ item: 'line', text: `hsCode and specification of line ${names}` });
  return stating;
}

function doubtsOf({ stated, urgency, kind }: Licence): MissingItem[] {
  const doubts: MissingItem[] = [];
  const { endUse, documents, stockCoverDays, sealed } = stated;
  if (endUse !== undefined && isVaguePart(endUse.part)) {
    doubts.push({ item: 'end-use', text: `"${endUse.part}" is too vague: say which part of what` });
  } else if (endUse !== undefined && !isKnownPart(endUse.part)) {
    doubts.push({
      item: 'end-use',
      text: `"${endUse.part}" is not in the list of parts: say what it is in the detail`,
    });
  }
  if (endUse !== undefined && endUse.class !== 'civil') {
    doubts.push({ item: 'end-use', text: `a ${endUse.class} end use is decided case by case: say who assures it` });
  }
  for (const { kind: paper, name, place, takenAt } of documents) {
    if (!PHOTOS.has(paper) || (place !== undefined && takenAt !== undefined)) continue;
    doubts.push({ item: paper, text: `${name}: say where and when it was taken (place, takenAt)` });
  }
  if (!documents.some((document) => document.kind === 'translation') && !sealed.includes('documents')) {
    doubts.push({ item: 'translation', text: 'translations into Chinese, where a paper is in another language' });
  }
  if (urgency !== null && stockCoverDays === undefined) {
    doubts.push({ item: 'stock-cover', text: `${urgency}: say for how many days the stock lasts (stockCoverDays)` });
  }
  if (urgency === 'most-urgent' && !documents.some((document) => document.kind === 'line-stop-notice')) {
    doubts.push({ item: 'line-stop-notice', text: 'most urgent: a notice that a line stands, or is about to' });
  }
  if (kind === 'general' && endUse !== undefined && endUse.class !== 'civil') {
    doubts.push({ item: 'kind', text: 'general licences are known for civil use only' });
  }
  return doubts;
}

/** The letter that an officer sends back, or an exporter reads before it files. */
export function missingItemsLetter(licence: Licence, { missing, doubtful }: Completeness): string {
  const count = missing.length === 1 ? 'One item is' : `${missing.length} items are`;
  const head = missing.length === 0 ? 'Nothing is missing.' : `${count} missing.`;
  return [
    `Application ${licence.licence} of ${licence.exporter}, ${licence.kind}, to ${licence.destination}`,
    '',
    head,
    ...missing.map(({ item, text }, index) => `  ${index + 1}. ${item}: ${text}`),
    ...(doubtful.length === 0 ? [] : ['', 'An officer may ask about:']),
    ...doubtful.map(({ item, text }) => `  - ${item}: ${text}`),
  ].join('\n');
}

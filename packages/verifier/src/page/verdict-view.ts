/** The verdict in words, colour and a sign; and as prominent, what it says nothing about. */
import type { Failure, FailureKind } from '@lodestone/evidence/failure.ts';
import type { EvidenceVerdict } from '@lodestone/evidence/verdict.ts';
import { describeBelieved } from '@lodestone/evidence/verdict-text.ts';
import { drawing, element, quoted } from './element.ts';
import type { EvidenceReport } from './report.ts';

const NOT_CHECKED_SHOWN_MAX = 100;
const VALUE_MAX_CHARACTERS = 400;

/** What each level means to somebody who relies on it. */
const LEVELS = {
  checkpoint:
    'A key that you trust has signed the state of the ledger that this evidence belongs to. Whoever holds that key could still show other people another ledger.',
  witnessed:
    'A key that you trust has signed the state of the ledger that this evidence belongs to, and enough witnesses that you trust have confirmed that they saw the same one.',
} as const;

/** What to do about a failure, where more can be said than to ask the sender. */
const ADVICE: Readonly<Partial<Record<FailureKind, string>>> = {
  encoding: 'This may not be a bundle, or it was changed on its way. Ask for the file again.',
  digest: 'The file was damaged or changed on its way. Ask for it again, unchanged.',
  checkpoint:
    'Either the key that you trust is that of another ledger, or the bundle was not made by the ledger that you trust. Compare the key with its owner by another way than the one the bundle came.',
  witness:
    'The ledger may be shown to you in another state than to others. Ask for a bundle with the cosignatures of your witnesses.',
};

const SIGNS = {
  valid: 'M6 17 L13 24 L27 9',
  unproven: 'M17 7 L17 19 M17 26 L17 26.1',
  invalid: 'M9 9 L25 25 M25 9 L9 25',
} as const;

/** The verdict; `heading` is where the reader is brought to. */
export function verdictView(heading: HTMLElement, { verdict, file }: EvidenceReport): HTMLElement {
  const { level, subject, failure } = verdict;
  heading.append(sign(verdict.verdict), element('span', {}, headingOf(verdict)));
  const about = subject === null ? 'File ' : `${capitalised(subject.kind)} `;
  const named = subject === null ? file.name : subject.id;
  return element(
    'section',
    { class: `verdict ${verdict.verdict}`, 'aria-labelledby': 'verdict' },
    heading,
    element('p', { class: 'subject' }, about, quoted(named)),
    ...(level === null ? [] : levelParagraphs(level, verdict)),
    ...(failure === null ? [] : failureView(failure)),
  );
}

function headingOf({ verdict, believed }: EvidenceVerdict): string {
  if (verdict === 'unproven') return `Partly proven: ${describeBelieved(believed)}`;
  return verdict === 'valid' ? 'Valid' : 'Not valid';
}

function levelParagraphs(level: 'checkpoint' | 'witnessed', { believed, witnesses }: EvidenceVerdict): HTMLElement[] {
  const seen = witnesses.map(({ name: witness, witnessedAt }) => `${witness} (${witnessedAt})`);
  return [
    element('p', {}, 'All that this file lets anybody check was checked, and agrees.'),
    ...(believed === 0
      ? []
      : [element('p', {}, 'What is only stated may be wrong, and the claim with it: see “What was not checked”.')]),
    element('p', {}, 'Level reached: ', element('strong', {}, level), `. ${LEVELS[level]}`),
    ...(seen.length === 0 ? [] : [element('p', {}, `Witnessed by ${seen.join(', ')}.`)]),
    element(
      'p',
      {},
      `${believed === 0 ? 'Valid' : 'Proven'} means: signed, unaltered, and adding up. It does not mean that what people stated is true.`,
    ),
  ];
}

function failureView({ kind, field, expected, found, message }: Failure): HTMLElement[] {
  const rows = { 'What failed': kind, Where: field, Expected: expected, Found: found };
  const terms = Object.entries(rows).flatMap(([term, value]) => [
    element('dt', {}, term),
    element('dd', {}, quoted(cut(value))),
  ]);
  return [
    element('p', { class: 'message' }, quoted(cut(message))),
    element('dl', {}, ...terms),
    element('p', {}, ADVICE[kind] ?? 'Ask whoever gave you the file about it, and keep the file as it is.'),
    element(
      'p',
      {},
      'This is the first thing that does not hold; nothing that the file claims is shown here, or to be relied on.',
    ),
  ];
}

/** What the verdict leaves open; nothing of an invalid one, which says nothing. */
export function notCheckedView({ verdict, notChecked }: EvidenceVerdict): HTMLElement[] {
  if (verdict === 'invalid') return [];
  const more = notChecked.length - NOT_CHECKED_SHOWN_MAX;
  const items = notChecked.slice(0, NOT_CHECKED_SHOWN_MAX).map(({ message }) => element('li', {}, sentence(message)));
  if (more > 0) items.push(element('li', {}, `… and ${more} more of the same kinds.`));
  return [
    element(
      'section',
      { class: 'not-checked', 'aria-labelledby': 'not-checked' },
      element('h2', { id: 'not-checked' }, 'What was not checked'),
      element('ul', {}, ...items),
    ),
  ];
}

function sign(verdict: EvidenceVerdict['verdict']): SVGElement {
  return drawing(
    'svg',
    { viewBox: '0 0 34 34', class: 'sign', 'aria-hidden': 'true' },
    drawing('path', { d: SIGNS[verdict] }),
  );
}

function cut(text: string): string {
  return text.length <= VALUE_MAX_CHARACTERS ? text : `${text.slice(0, VALUE_MAX_CHARACTERS)}…`;
}

function capitalised(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

function sentence(message: string): string {
  return `${capitalised(cut(message))}.`;
}

/** What an assumption changes, as tables for people: the assumption, then before and after of what changes, then what does not. */
import { nameSome } from '@lodestone/custody/name-some.ts';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { WhatIf } from '@lodestone/ledger/ask/ask-what-if.ts';
import type { Assumption } from '@lodestone/ledger/ask/assumption.ts';
import type { SuspectNames } from '@lodestone/ledger/ask/suspect-names.ts';
import type { KnownMass, WhatIfSubject } from '@lodestone/lineage/what-if.ts';
import { formatFigure } from '../output/amounts.ts';
import { describeSuspects, LOTS_NAMED_MAX } from './recall-table.ts';
import { formatTable } from '../output/table.ts';

const MASS_COLUMNS = [
  { title: 'of' },
  { title: 'element' },
  { title: 'mass', align: 'right' },
  { title: 'if so', align: 'right' },
  { title: 'unknown', align: 'right' },
  { title: 'if so', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'if so', align: 'right' },
] as const;

const ORIGIN_COLUMNS = [
  { title: 'of' },
  { title: 'element' },
  { title: 'origin' },
  { title: 'party' },
  { title: 'country' },
  { title: 'mass', align: 'right' },
  { title: 'if so', align: 'right' },
] as const;

const CLAIM_COLUMNS = [{ title: 'of' }, { title: 'claim' }, { title: 'as recorded' }, { title: 'if so' }] as const;

const DISPUTE_COLUMNS = [
  { title: 'dispute to judge anew' },
  { title: 'lot' },
  { title: 'measure' },
  { title: 'declared, mg', align: 'right' },
  { title: 'measured, mg', align: 'right' },
  { title: 'status' },
] as const;

/** What is assumed, and how the suspects of the assumption are called. */
interface WhatIfHeading {
  readonly assumption: Assumption;
  readonly names: SuspectNames;
}

/** Formats the tables within `width` columns; masses are contained mass, metal basis. */
export function formatWhatIf(heading: WhatIfHeading, { lots, subjects, disputes }: WhatIf, width: number): string {
  const changed = subjects.filter((subject) => subject.changed);
  const same = subjects.filter((subject) => !subject.changed);
  const sections = [
    `Assumed: ${describe(heading)}\nIt concerns ${formatCount(BigInt(lots.length), 'lot')}: ${nameSome(lots, LOTS_NAMED_MAX)}\nNothing was recorded.`,
    changed.length === 0
      ? 'Nothing that was asked about would change.'
      : 'Masses as metal, kg; share is what is of unknown origin',
    formatTable(MASS_COLUMNS, changed.flatMap(massRows), '', width),
    formatTable(ORIGIN_COLUMNS, changed.flatMap(originRows), '', width),
    formatTable(CLAIM_COLUMNS, changed.flatMap(claimRows), '', width),
    formatTable(
      DISPUTE_COLUMNS,
      disputes.map(({ transfer, lot, measure, declared, measured, status }) => {
        return [transfer, lot, measure, String(declared), String(measured), status];
      }),
      '',
      width,
    ),
    same.length === 0 ? '' : `Unchanged: ${nameSome(same.map(nameOf), LOTS_NAMED_MAX)}`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function describe({ assumption, names }: WhatIfHeading): string {
  switch (assumption.kind) {
    case 'void':
      return `${assumption.id} is void`;
    case 'assay-false':
      return `the assays of ${assumption.id} are false`;
    case 'origin-unknown':
      return `nobody knows where what was brought in comes from (${describeSuspects(assumption.suspects, names)})`;
    default:
      return assumption satisfies never;
  }
}

function nameOf({ kind, id }: WhatIfSubject): string {
  return kind === 'holder' ? `stock of ${id}` : id;
}

/** Of each subject, those of its elements that change. */
function massRows(subject: WhatIfSubject): string[][] {
  const rows = ELEMENT_SYMBOLS.flatMap((element) => {
    const of = subject.elements[element];
    if (of === undefined || !of.changed) return [];
    const { before, after } = of;
    const pairs = [before.milligrams, after.milligrams, before.unknownMilligrams, after.unknownMilligrams];
    return [[element, ...pairs.map(formatFigure), shareOf(before), shareOf(after)]];
  });
  return rows.map((row, index) => [index === 0 ? nameOf(subject) : '', ...row]);
}

function shareOf({ unknownShare }: KnownMass): string {
  return unknownShare === null ? '' : formatPercent(BigInt(unknownShare.replace('.', '')));
}

function originRows(subject: WhatIfSubject): string[][] {
  const rows = ELEMENT_SYMBOLS.flatMap((element) => {
    const origins = subject.elements[element]?.origins ?? [];
    return origins.map(({ lot, party, country, beforeMilligrams, afterMilligrams }) => {
      return [element, lot, party, country, formatKilograms(beforeMilligrams), formatKilograms(afterMilligrams)];
    });
  });
  return rows.map((row, index) => [index === 0 ? nameOf(subject) : '', ...row]);
}

function claimRows(subject: WhatIfSubject): string[][] {
  return subject.claims.map(({ title, before, after }, index) => [
    index === 0 ? nameOf(subject) : '',
    title,
    before,
    after,
  ]);
}

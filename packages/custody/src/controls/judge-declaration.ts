/**
 * Whether a declaration says what the goods are: controlled or not, under which codes, with which HS code. Composition
 * decides what is controlled, and the HS code is a reference (MOFCOM and GACC No. 18 of 2025).
 */
import type { EventOf } from '../event.ts';
import { statedElements, sumElementMasses } from '../element-masses.ts';
import { type ExportCase, type Obstacle, obstacle } from './export-case.ts';
import { headingOf } from './hs-headings.ts';
import { type ClassifiedGoods, codesOf } from './judge-cover.ts';
import type { DrawJudgement } from './judge-draw.ts';

type Declared = EventOf<'shipment-declared'>;

export function judgeDeclaration(
  { exit, consignee, destination, register, at }: ExportCase,
  declared: Declared,
  goods: readonly ClassifiedGoods[],
): DrawJudgement {
  const words = [
    ...differing('consignee', consignee, declared.consignee),
    ...differing('destination', destination, declared.destination),
    ...(exit === null ? [] : [...judgeExitWords(declared, exit), ...judgeOrder(declared, at)]),
  ];
  // Without a list nobody has said which codes there are, nor that what customs is told is to be held against the lots.
  if (register.lists.length === 0) return { obstacles: words, notices: [] };
  const hs = judgeHsCode(declared, goods);
  const controls = [...judgeControlled(declared, goods), ...judgeCodes(declared, goods)];
  return { obstacles: [...words, ...controls, ...hs.obstacles], notices: hs.notices };
}

function differing(member: string, expected: string, found: string): Obstacle[] {
  if (expected === found) return [];
  const message = `it is declared for the ${member} ${found}, it was packed for ${expected}`;
  const clears = 'declare it as it is packed, or unpack it and pack it anew';
  return [obstacle('declaration-differs', member, message, { member, expected, found }, clears)];
}

/** What an exit says once more it says as it was declared. */
function judgeExitWords(declared: Declared, exit: EventOf<'shipment-exited'>): Obstacle[] {
  return (['declaration', 'hsCode', 'port', 'mode'] as const).flatMap((member) => {
    const [expected, found] = [declared[member], exit[member]];
    if (expected === undefined || found === undefined || expected === found) return [];
    const message = `the exit says ${member} ${found}, declared is ${expected}`;
    return [
      obstacle('declaration-differs', member, message, { member, expected, found }, 'declare it anew as it leaves'),
    ];
  });
}

/** What is declared has not left: an exit that says so was dated back behind the lists and licences of the declaration. */
function judgeOrder({ occurredAt }: Declared, at: string): Obstacle[] {
  if (at >= occurredAt) return [];
  const message = `it was declared at ${occurredAt}, and leaves at ${at}, which is before`;
  const facts = { member: 'occurredAt', expected: occurredAt, found: at };
  return [obstacle('declaration-differs', 'occurredAt', message, facts, 'correct the date')];
}

function judgeControlled({ isControlled }: Declared, goods: readonly ClassifiedGoods[]): Obstacle[] {
  const first = goods.find(({ classification }) => codesOf(classification).length > 0);
  if (isControlled || first === undefined) return [];
  const codes = codesOf(first.classification).join(', ');
  const message = `the goods are declared as not controlled, and lot ${first.lot} falls under ${codes}`;
  const facts = { expected: true, found: false, lot: first.lot, codes };
  return [
    obstacle('declaration-differs', 'isControlled', message, facts, `declare them as controlled, under ${codes}`),
  ];
}

/** The codes that are declared are those of the goods; where these are sealed, the lines of licences say them. */
function judgeCodes(
  { isControlled, controlCodes = [], sealed }: Declared,
  goods: readonly ClassifiedGoods[],
): Obstacle[] {
  const found = [...new Set(goods.flatMap(({ classification }) => codesOf(classification)))].sort(byText);
  const possible = new Set(goods.flatMap(({ classification }) => classification.possible.map(({ code }) => code)));
  if (!isControlled && controlCodes.length > 0) {
    const message = `the goods are declared as not controlled, and under ${controlCodes.join(', ')}`;
    const facts = { isControlled, controlCodes: controlCodes.join(', ') };
    return [obstacle('declaration-differs', 'controlCodes', message, facts, 'declare one of both')];
  }
  if (!isControlled || sealed?.controlCodes !== undefined) return [];
  const missing = found.filter((code) => !controlCodes.includes(code));
  const others = controlCodes.filter((code) => !found.includes(code) && !possible.has(code));
  if (missing.length === 0 && others.length === 0) return [];
  const [expected, stated] = [listed(found), listed(controlCodes)];
  const message = `the goods are declared under ${stated}, by composition and form they fall under ${expected}`;
  const facts = { expected, found: stated };
  return [obstacle('declaration-differs', 'controlCodes', message, facts, `declare ${expected}, or assay the lots`)];
}

function listed(codes: readonly string[]): string {
  return codes.length === 0 ? 'no code' : codes.join(', ');
}

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/** A code that is for other forms, or that names an element which is not most of the rare earths. */
function judgeHsCode({ hsCode }: Declared, goods: readonly ClassifiedGoods[]): DrawJudgement {
  if (hsCode === undefined) return { obstacles: [], notices: [] };
  const heading = headingOf(hsCode);
  if (heading === null) {
    return { obstacles: [], notices: [`HS code ${hsCode} is none that is known for rare earths: look at the tariff`] };
  }
  if (heading.forms.length === 0) {
    return { obstacles: [], notices: [`HS code ${hsCode} is for ${heading.goods}: rare-earth goods are rarely those`] };
  }
  const differs = (lot: string, expected: string, found: string): DrawJudgement => {
    const message = `HS code ${hsCode} is for ${heading.goods}, lot ${lot} is ${found}`;
    const facts = { hsCode, lot, expected, found };
    const clears = 'declare the code of these goods';
    return { obstacles: [obstacle('declaration-differs', 'hsCode', message, facts, clears)], notices: [] };
  };
  for (const { lot, material } of goods) {
    if (material.form !== null && !heading.forms.includes(material.form)) {
      return differs(lot, heading.forms.join(', '), material.form);
    }
  }
  const masses = statedElements(sumElementMasses(goods.map(({ material }) => material.elementMilligrams)));
  const most = masses.reduce<(typeof masses)[number] | null>(
    (top, one) => (top === null || one[1] > top[1] ? one : top),
    null,
  );
  if (heading.elements === null || most === null || heading.elements.includes(most[0])) {
    return { obstacles: [], notices: [] };
  }
  return differs(goods.map(({ lot }) => lot).join(', '), heading.elements.join(', '), `mostly ${most[0]}`);
}

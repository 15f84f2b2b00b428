/** Whether the lines of a declaration cover the goods: under each code that needs a licence, all of their net mass. */
import { formatKilograms } from '../format-amount.ts';
import type { Classification } from './classify.ts';
import { type ExportCase, type Goods, type Obstacle, obstacle } from './export-case.ts';
import type { DeclaredLine } from './judge-draw.ts';

/** A lot as the lists of the day judge it. */
export interface ClassifiedGoods extends Goods {
  readonly classification: Classification;
}

/** What leaves under one line: what was declared, or what an exit states. */
export interface LeavingLine extends DeclaredLine {
  readonly code: string;
  readonly leavingMilligrams: bigint;
}

/** The codes under which goods need a licence, or are prohibited without one that names them. */
export function codesOf({ controls }: Classification): string[] {
  return [...new Set(controls.filter(({ requires }) => requires !== 'notice').map(({ code }) => code))];
}

/** Every code of every lot, with a line, and a mass for it. `lines` are those whose licence and line are known. */
export function judgeCover(
  exportCase: ExportCase,
  goods: readonly ClassifiedGoods[],
  lines: readonly LeavingLine[],
): Obstacle[] {
  const codes = [...new Set(goods.flatMap(({ classification }) => codesOf(classification)))];
  const missing = codes.flatMap((code) => {
    const covered = goods.filter(({ classification }) => codesOf(classification).includes(code));
    return judgeCode(
      exportCase,
      code,
      covered,
      lines.filter((line) => line.code === code),
    );
  });
  if (exportCase.register.lists.length === 0) return missing;
  return [...missing, ...lines.flatMap((line) => judgeNeeded(line, goods))];
}

/** A line for what none of its goods falls under would be drawn of for nothing. */
function judgeNeeded({ licence, line, code, lots }: LeavingLine, goods: readonly ClassifiedGoods[]): Obstacle[] {
  const its = goods.filter(({ lot }) => lots === undefined || lots.includes(lot));
  const codes = its.flatMap(({ classification }) => [
    ...codesOf(classification),
    ...classification.possible.map((control) => control.code),
  ]);
  if (codes.includes(code)) return [];
  const found = [...new Set(codes)].join(', ') || 'no code';
  const message = `line ${line} of licence ${licence} is for ${code}, its goods fall under ${found}`;
  const facts = { licence, line, member: 'code', expected: code, found };
  return [
    obstacle('licence-differs', 'licenceLines', message, facts, 'leave the line out, or name the one for these goods'),
  ];
}

/** That lines for one code, of which there may be none, cover the mass of all goods that have it. */
export function judgeCode(
  exportCase: ExportCase,
  code: string,
  goods: readonly ClassifiedGoods[],
  lines: readonly LeavingLine[],
): Obstacle[] {
  const unweighed = goods.find(({ material }) => material.netMilligrams === null);
  if (unweighed !== undefined) {
    const message = `lot ${unweighed.lot} falls under ${code}, and its net mass is not stated: a licence is for a mass`;
    const facts = { lot: unweighed.lot, code, netMilligrams: null };
    return [
      obstacle('licence-mass-differs', 'shipment', message, facts, 'state its net mass by an adjustment or an assay'),
    ];
  }
  const named = new Set(lines.flatMap(({ lots = [] }) => lots));
  const groups = lines
    .filter(({ lots }) => lots !== undefined)
    .map((line) => ({ lines: [line], goods: goods.filter(({ lot }) => line.lots?.includes(lot) === true) }));
  const rest = goods.filter(({ lot }) => !named.has(lot));
  if (rest.length > 0) groups.push({ lines: lines.filter(({ lots }) => lots === undefined), goods: rest });
  return groups.flatMap((group) => judgeGroup(exportCase, code, group));
}

function judgeGroup(
  { exit, tolerancePartsPerMillion }: ExportCase,
  code: string,
  { lines, goods }: { lines: LeavingLine[]; goods: ClassifiedGoods[] },
): Obstacle[] {
  const needed = goods.reduce((sum, { material }) => sum + (material.netMilligrams ?? 0n), 0n);
  const lots = goods.map(({ lot }) => lot).join(', ');
  if (lines.length === 0) {
    const message = `${lots} falls under ${code} and weighs ${formatKilograms(needed)} net, and no line of a licence for ${code} is declared for it`;
    const facts = { code, lots, neededMilligrams: needed.toString(), declaredMilligrams: '0' };
    return [
      obstacle(
        'licence-missing',
        'licenceLines',
        message,
        facts,
        `declare the shipment with a licence line for ${code}`,
      ),
    ];
  }
  const names = lines.map(({ licence, line }) => `line ${line} of licence ${licence}`).join(', ');
  const declared = lines.reduce((sum, line) => sum + BigInt(line.netMilligrams), 0n);
  const leaving = lines.reduce((sum, line) => sum + line.leavingMilligrams, 0n);
  const facts = { code, lots, neededMilligrams: needed.toString() };
  if (declared < needed) {
    const message = `${lots} weighs ${formatKilograms(needed)} net under ${code}, ${formatKilograms(declared)} are declared under ${names}`;
    const clears = 'declare the whole mass, or ship less';
    return [
      obstacle(
        'licence-mass-differs',
        'licenceLines',
        message,
        { ...facts, declaredMilligrams: declared.toString() },
        clears,
      ),
    ];
  }
  if (exit === null) return [];
  // What left may weigh a little less than the book says: balances differ, and drums dry.
  const least = needed - (needed * BigInt(tolerancePartsPerMillion)) / 1_000_000n;
  const statesMass = exit.licenceLines !== undefined || exit.netMilligrams !== undefined;
  if (leaving >= least && (leaving === needed || statesMass)) return [];
  const message = `${lots} weighs ${formatKilograms(needed)} net under ${code}, ${formatKilograms(leaving)} leave under ${names}`;
  const clears = statesMass
    ? 'state what left, or correct the lots'
    : 'state netMilligrams or licenceLines of what left';
  const field = exit.netMilligrams === undefined ? 'licenceLines' : 'netMilligrams';
  return [
    obstacle('licence-mass-differs', field, message, { ...facts, leavingMilligrams: leaving.toString() }, clears),
  ];
}

/**
 * The export gate: whether a shipment may leave as it is, what keeps it, and what would clear that.
 *
 * A ledger has the lists that its authority has published in it, and without one nothing is held that draws of no licence.
 * Where a list covers goods they leave under a licence line that covers their mass. What the lists cannot tell is held until
 * a test report is named, and is never cleared by itself.
 */
import { formatKilograms } from '../format-amount.ts';
import { type Classification, classify } from './classify.ts';
import { type ExportCase, type Obstacle, obstacle } from './export-case.ts';
import { exactly, exitDraws } from './exit-draws.ts';
import { type ClassifiedGoods, codesOf, judgeCode, judgeCover, type LeavingLine } from './judge-cover.ts';
import { judgeDeclaration } from './judge-declaration.ts';
import { judgeDraw } from './judge-draw.ts';

/** The kind of document that answers for goods of which the lists cannot tell whether they cover them. */
const TEST_REPORT = 'test-report';

export interface GateJudgement {
  readonly goods: readonly ClassifiedGoods[];
  /** Nothing leaves while there is one. */
  readonly obstacles: readonly Obstacle[];
  /** What could not be held against anything, for a reader. */
  readonly notices: readonly string[];
}

/** Judges a shipment as it is declared, or as it leaves. */
export function judgeExport(exportCase: ExportCase): GateJudgement {
  const { declared, register } = exportCase;
  const goods = exportCase.goods.map((one): ClassifiedGoods => {
    const alongside = exportCase.goods.flatMap(({ lot, material }) => (lot === one.lot ? [] : [material]));
    return { ...one, classification: classify(one.material, { ...itineraryOf(exportCase), alongside }, register) };
  });
  if (declared === null) return { goods, obstacles: judgeUndeclared(exportCase, goods), notices: [] };
  const { obstacles, notices } = judgeDeclaration(exportCase, declared, goods);
  const draws = (declared.licenceLines ?? []).map((draw, index) => judgeDraw(exportCase, declared, draw, index));
  const lines = leavingLines(exportCase);
  return {
    goods,
    obstacles: [
      ...obstacles,
      ...draws.flatMap((judged) => judged.obstacles),
      ...judgeLeaving(exportCase),
      ...judgeCover(exportCase, goods, lines),
      ...goods.flatMap((one) => judgeReferred(exportCase, one, goods, lines)),
    ],
    notices: [...new Set([...notices, ...draws.flatMap((judged) => judged.notices)])],
  };
}

function itineraryOf({ destination, leaves, declared, at }: ExportCase) {
  return { destination, from: leaves, endUser: declared?.endUser ?? null, hsCode: declared?.hsCode ?? null, at };
}

/** What is covered for certain, or perhaps, is not free to leave without a word. */
function judgeUndeclared({ shipment, at, destination }: ExportCase, goods: readonly ClassifiedGoods[]): Obstacle[] {
  const first = goods.find(({ classification }) => classification.verdict !== 'free');
  if (first === undefined) return [];
  const { lot, classification } = first;
  const message = `it is not declared, and lot ${lot} ${classification.verdict === 'refer' ? 'may be covered' : 'is covered'} to ${destination} at ${at}: ${whyHeld(classification)}`;
  const codes = codesOf(classification).join(', ');
  const facts = { shipment, lot, verdict: classification.verdict, codes, expected: 'declared', found: null };
  return [obstacle('not-declared', 'shipment', message, facts, clearsOf(classification))];
}

function whyHeld({ controls, possible, verdict }: Classification): string {
  const reasons = verdict === 'refer' ? possible : controls;
  return reasons.map(({ reason }) => reason).join('; ');
}

function clearsOf(classification: Classification): string {
  const codes = codesOf(classification);
  if (codes.length > 0) return `record shipment-declared with a licence line for ${codes.join(' and ')}`;
  return `record shipment-declared with a document of the kind ${TEST_REPORT}${orEvidence(classification)}`;
}

function orEvidence({ wouldChange }: Classification): string {
  return wouldChange.length === 0 ? '' : ` (what would tell: ${wouldChange.join('; ')})`;
}

/**
 * What the lists cannot tell is held, also of goods that another code covers for certain: until a test report is named, or
 * lines of licences cover the mass under each code that may be theirs. No test tells who the end user is: where that
 * decides, the declaration states it.
 */
function judgeReferred(
  exportCase: ExportCase,
  { lot, classification }: ClassifiedGoods,
  goods: readonly ClassifiedGoods[],
  lines: readonly LeavingLine[],
): Obstacle[] {
  const { documents = [], endUser, sealed } = exportCase.declared ?? {};
  const open = openCodes(classification).filter((code) => !isLicensed(exportCase, code, lot, goods, lines));
  if (open.length === 0) return [];
  const reasons = classification.possible.filter(({ code }) => open.includes(code)).map(({ reason }) => reason);
  const message = `lot ${lot} is referred: ${reasons.join('; ')}`;
  if (classification.asksEndUser && endUser === undefined) {
    const found = sealed?.endUser === undefined ? null : 'sealed';
    const clears = 'state the end user in the declaration, or a licence line for what may cover it';
    return [obstacle('declaration-differs', 'endUser', message, { lot, expected: 'stated', found }, clears)];
  }
  if (documents.some(({ kind }) => kind === TEST_REPORT)) return [];
  const facts = { lot, expected: TEST_REPORT, found: documents.map(({ kind }) => kind).join(', ') || null };
  const clears = `name a document of the kind ${TEST_REPORT} in the declaration${orEvidence(classification)}`;
  return [obstacle('test-report-missing', 'documents', message, facts, clears)];
}

/** The codes that may cover goods, and do not for certain. */
function openCodes(classification: Classification): string[] {
  const certain = codesOf(classification);
  const possible = classification.possible.filter(({ requires }) => requires !== 'notice').map(({ code }) => code);
  return [...new Set(possible)].filter((code) => !certain.includes(code));
}

/** Whether lines for the code cover the mass of this lot, and of all others under them that have or may have the code. */
function isLicensed(
  exportCase: ExportCase,
  code: string,
  lot: string,
  goods: readonly ClassifiedGoods[],
  lines: readonly LeavingLine[],
): boolean {
  const its = lines.filter((line) => line.code === code);
  const isMeant = (name: string) => its.some(({ lots }) => lots === undefined || lots.includes(name));
  if (!isMeant(lot)) return false;
  const covered = goods.filter(({ lot: name, classification }) => {
    return isMeant(name) && [...codesOf(classification), ...openCodes(classification)].includes(code);
  });
  return judgeCode(exportCase, code, covered, its).length === 0;
}

/** What leaves is what was reserved, or less: each line that the exit states is one that was declared, and its mass too. */
function judgeLeaving({ declared, exit }: ExportCase): Obstacle[] {
  if (exit === null || declared === null) return [];
  const { licenceLines: lines = [] } = declared;
  return exitDraws(lines, exit).flatMap(({ licence, line, netMilligrams }) => {
    const draw = lines.find((other) => other.licence === licence && other.line === line);
    const reserved = BigInt(draw?.netMilligrams ?? 0);
    if (draw !== undefined && netMilligrams <= reserved) return [];
    const [leaving, held] = [formatKilograms(netMilligrams), formatKilograms(reserved)];
    const message = `${leaving} leave under line ${line} of licence ${licence}, ${draw === undefined ? 'which the shipment is not declared under' : `${held} are reserved`}`;
    const facts = {
      licence,
      line,
      reservedMilligrams: reserved.toString(),
      leavingMilligrams: netMilligrams.toString(),
    };
    const field = exit.licenceLines === undefined ? 'netMilligrams' : 'licenceLines';
    return [obstacle('licence-overdrawn', field, message, facts, 'declare the shipment anew with what leaves')];
  });
}

/** The lines of the declaration whose licence has them, with what leaves under each. */
function leavingLines({ declared, exit, licences }: ExportCase): LeavingLine[] {
  const lines = declared?.licenceLines ?? [];
  const leaving = exit === null ? lines.map(exactly) : exitDraws(lines, exit);
  return lines.flatMap((draw) => {
    const line = licences.get(draw.licence)?.licence.lines.find((other) => other.line === draw.line);
    const mass = leaving.find((other) => other.licence === draw.licence && other.line === draw.line);
    return line === undefined ? [] : [{ ...draw, code: line.code, leavingMilligrams: mass?.netMilligrams ?? 0n }];
  });
}

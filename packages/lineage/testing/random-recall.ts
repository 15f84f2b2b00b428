/** Random histories of stock for fast-check: lots are made, taken of, counted, measured and thrown away, and every book is in order. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { findLotGains, type LotPassage } from '@lodestone/custody/lot-gains.ts';
import { weighStep } from '@lodestone/custody/weigh-step.ts';
import fc from 'fast-check';
import type { LineageLot, LineageStep } from '../src/graph.ts';
import type { RecallGraph } from '../src/recall/recall-places.ts';

export interface RandomRecall {
  /** Of Nd alone. All lots, not only what was made of suspects. */
  readonly graph: RecallGraph;
  readonly suspects: ReadonlySet<number>;
}

export const RANDOM_ELEMENT: ElementSymbol = 'Nd';

/** Numbers below 1,000 to choose by; what they mean follows from the act and from what there is. */
type Act = readonly [kind: number, ...choices: number[]];

const act: fc.Arbitrary<Act> = fc.tuple(
  ...(Array.from({ length: 9 }, () => fc.nat({ max: 999 })) as [fc.Arbitrary<number>, ...fc.Arbitrary<number>[]]),
);

export function randomRecall(maxActs: number, maxMilligrams: number): fc.Arbitrary<RandomRecall> {
  return fc
    .tuple(
      fc.array(act, { minLength: 3, maxLength: maxActs, size: 'max' }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    )
    .map(([acts, suspects]) => play(acts, suspects, BigInt(maxMilligrams)));
}

interface Stock {
  lot: LineageLot;
  left: bigint;
  readonly passages: LotPassage[];
}

function play(acts: readonly Act[], suspects: readonly number[], most: bigint): RandomRecall {
  const stocks: Stock[] = [];
  const steps = new Map<number, LineageStep>();
  const make = (milligrams: bigint, step: number | null) => {
    const lotNumber = stocks.length;
    const lot: LineageLot = { ...LOT, lotNumber, lot: `L${lotNumber}`, step, elementMilligrams: { Nd: milligrams } };
    stocks.push({ lot: { ...lot, kind: step === null ? 'mined' : 'transformed' }, left: milligrams, passages: [] });
  };
  const pass = (stock: Stock, at: number, cause: LotPassage['cause'], milligrams: bigint) => {
    stock.passages.push({ at, cause, elementMilligrams: { Nd: milligrams } });
    stock.left += cause === 'taken' ? -milligrams : milligrams;
  };
  for (const [index, [kind, ...choices]] of acts.entries()) {
    const at = index + 1;
    const [one = 0, two = 0, three = 0, four = 0, five = 0, six = 0, seven = 0, eight = 0] = choices;
    const stock = stocks[one % Math.max(1, stocks.length)];
    if (stock === undefined || kind < 150) {
      make(part(most, one), null);
    } else if (kind < 300) {
      const causes = ['adjusted', 'disposed', 'measured', 'reassayed', 'settled'] as const;
      const cause = causes[two % causes.length] as LotPassage['cause'];
      const less = -part(stock.left, three);
      pass(stock, at, cause, cause === 'disposed' || four < 500 ? less : part(most, five) / 4n);
      // Now and then it is corrected, which counts at its place.
      if (six > 700) pass(stock, at, cause, -part(stock.left, seven));
    } else {
      const taken = new Set([stock, stocks[two % stocks.length] as Stock, stocks[three % stocks.length] as Stock]);
      const inputs = [...taken].map((from, place) => {
        const milligrams = part(from.left, [four, five, 999][place] ?? 0);
        pass(from, at, 'taken', milligrams);
        return { lotNumber: from.lot.lotNumber, elementMilligrams: { Nd: milligrams } };
      });
      const pool = inputs.reduce((sum, { elementMilligrams }) => sum + elementMilligrams.Nd, 0n);
      // Now and then a step gives more than it took.
      const given = six > 900 ? pool + part(most, seven) : part(pool, six + 99);
      const outputs = [part(given, seven), part(given - part(given, seven), eight)];
      const lost = given - outputs.reduce((sum, each) => sum + each, 0n);
      for (const output of outputs) make(output, at);
      steps.set(at, {
        ...STEP,
        step: at,
        at,
        event: `event-${at}`,
        losses: [{ kind: 'process-loss', elementMilligrams: { Nd: lost } }],
        inputs,
        ...weighStep({ Nd: given }, inputs),
      });
    }
  }
  const lots = stocks.map(({ lot, passages }) => ({ ...lot, gains: findLotGains(lot.elementMilligrams, passages) }));
  return {
    graph: {
      lots: new Map(lots.map((lot) => [lot.lotNumber, lot])),
      steps,
      changes: new Map(
        stocks.map(({ lot, passages }) => [lot.lotNumber, passages.filter(({ cause }) => cause !== 'taken')]),
      ),
    },
    suspects: new Set(suspects.map((choice) => choice % lots.length)),
  };
}

const part = (whole: bigint, choice: number): bigint => (whole * BigInt(choice)) / 999n;

const LOT = {
  kind: 'mined',
  form: 'oxide',
  product: null,
  facility: null,
  party: 'P',
  custodian: 'P',
  country: 'CN',
  consumption: null,
  netMilligrams: null,
  gains: [],
} as const;

const STEP = { name: 'blend', party: 'P', facility: null } as const;

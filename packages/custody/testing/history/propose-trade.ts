/** What is stated in a history of gaps between two countries' figures, and of stocks. */
import { pickParty, type Proposal, type Stage } from './stage.ts';

export function stateGap(stage: Stage): Proposal | null {
  const { random } = stage;
  const by = random.chance(80) ? 'AUTHORITY' : pickParty(stage);
  if (by === null) return null;
  const status = random.pick(['open', 'open', 'explained', 'agreed', 'disputed'] as const);
  const [exportsMilligrams, importsMilligrams] = [random.below(1000), random.below(1000)];
  const figures = {
    exporter: 'CN',
    importer: 'DE',
    hsCode: '850511',
    fromMonth: '2026-01',
    toMonth: '2026-06',
    lagMonths: 2,
    exportsMilligrams,
    importsMilligrams,
    gapMilligrams: Math.abs(exportsMilligrams - importsMilligrams),
  };
  // Few names, so that something is said of a gap that there is.
  const said = { gap: `GAP-${random.below(4)}`, status, reason: 'as both tables have it' };
  return { by, body: { type: 'trade-gap-stated', ...said, ...(status === 'open' ? { figures } : {}) } };
}

export function stateStock(stage: Stage): Proposal | null {
  const { random } = stage;
  const [by, supplier] = [pickParty(stage), pickParty(stage)];
  if (by === null || supplier === null) return null;
  const amounts = { stockMilligrams: random.below(1000), dailyUseMilligrams: random.below(10) };
  return { by, body: { type: 'stock-stated', sector: 'wind', item: '1C904.a', ...amounts, supplier } };
}

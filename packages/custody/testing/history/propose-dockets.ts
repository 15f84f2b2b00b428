/** What is recorded in a history that is no matter of material. */
import { stateGap, stateStock } from './propose-trade.ts';
import { pickParty, type Proposal, type Stage } from './stage.ts';

const PROPOSALS = [allocateQuota, fileSale, fileReturn, changeControls, stateGap, stateStock] as const;

/** One act for all of them: what is no matter of material takes no room from what is. */
export function recordInDocket(stage: Stage): Proposal | null {
  return stage.random.pick(PROPOSALS)(stage);
}

function allocateQuota(stage: Stage): Proposal | null {
  const { random } = stage;
  const [by, holder] = [random.chance(90) ? 'AUTHORITY' : pickParty(stage), pickParty(stage)];
  if (by === null || holder === null) return null;
  const activity = random.pick(['mining', 'separation'] as const);
  // Few names, so that some are given twice.
  const quota = `QUOTA-${random.below(8)}`;
  const ore = activity === 'mining' ? { ore: random.pick(['rock', 'ionic'] as const) } : {};
  const figure = random.chance(20) ? { isPublic: false } : { oxideMilligrams: 1_000_000_000 * random.below(1000) };
  const granted = { year: 2026, batch: 1 + random.below(2), activity, ...ore, ...figure, sources: ['通知'] };
  return { by, body: { type: 'quota-allocated', quota, holder, ...granted } };
}

function fileSale(stage: Stage): Proposal | null {
  const { random, account } = stage;
  const by = pickParty(stage);
  const lot = stage.pick(account.lots.values(), (each) => each.lot);
  if (by === null) return null;
  const sale = random.chance(80) ? stage.id('SALE') : `SALE-${random.below(8)}`;
  const of = lot === null || random.chance(30) ? { product: 'oxide' } : { lots: [lot.lot] };
  const sold = { netMilligrams: 1 + random.below(1_000_000), soldAt: '2026-03-01T08:00:00.000Z' };
  return { by, body: { type: 'sale-filed', sale, ...of, ...sold } };
}

/** Mostly by whose facility it is, and mostly with figures that add up. */
function fileReturn(stage: Stage): Proposal | null {
  const { random, account } = stage;
  const site = stage.pick(account.facilities, ([facility]) => facility);
  if (site === null) return null;
  const [facility, owner] = site;
  const by = random.chance(90) ? owner : (pickParty(stage) ?? owner);
  const made = random.below(1_000);
  const lost = random.below(10) - 5;
  const flows = { inMilligrams: 0, madeMilligrams: made, usedMilligrams: 0, outMilligrams: 0, lostMilligrams: lost };
  const closingMilligrams = 10 + made - lost + (random.chance(10) ? 1 : 0);
  const figures = [{ form: 'oxide', element: 'Nd', openingMilligrams: 10, ...flows, closingMilligrams }];
  const month = `2026-${String(1 + random.below(12)).padStart(2, '0')}`;
  return { by, body: { type: 'return-filed', facility, month, figures } };
}

const LIST_YEARS = ['2024', '2025', '2026', '2027', '2028'] as const;

/** Few lists and few dates, so that some overlap, some are unknown, and some have ended. */
function changeControls(stage: Stage): Proposal | null {
  const { random } = stage;
  const by = random.chance(90) ? 'AUTHORITY' : pickParty(stage);
  if (by === null) return null;
  const list = `LIST-${random.below(2)}`;
  const from = `${random.pick(LIST_YEARS)}-01-01T00:00:00.000Z`;
  const sources = ['the gazette'];
  if (random.chance(20)) return { by, body: { type: 'control-list-ended', list, from, reason: 'repealed', sources } };
  if (random.chance(40)) {
    const until = random.chance(50) && { to: `${from.slice(0, 4)}-07-01T00:00:00.000Z`, afterwards: 'unknown' };
    return { by, body: { type: 'control-list-suspended', list, from, ...until, sources } };
  }
  const scope = { forms: ['ore'], destinations: ['AQ'] };
  const items = [{ code: 'L', description: 'of a country nobody ships to', ...scope, requires: 'licence' }];
  const supersedes = random.chance(50) && { supersedes: list };
  const said = { title: 'a list', jurisdiction: 'CN', sources, isConfirmed: random.chance(50), items };
  return { by, body: { type: 'control-list-published', list, validFrom: from, ...said, ...supersedes } };
}

import { describe, expect, it } from 'vitest';
import { quotaAccounts } from '../../src/quota-accounts.ts';
import { observeQuotaDraws, startQuotaDraws } from '../../src/quota-draws.ts';
import type { Observation, ObservedLot } from '../../src/observation.ts';
import { overQuota } from '../../src/rules/d04-over-quota.ts';
import { amounts, dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000;

/** 0.8574 kg of neodymium are a kilogram of its oxide; lanthanum oxide holds 0.8527 of its own. */
const neodymium = (kilograms: number) =>
  amounts({ netMilligrams: 100 * kilograms * KILOGRAM, elementMilligrams: { Nd: kilograms * KILOGRAM } });

let lotNumber = 0;
function lot(members: Partial<ObservedLot> = {}): ObservedLot {
  lotNumber += 1;
  return lotOf({ lotNumber, lot: `LOT-${lotNumber}`, ...members });
}

/** Dug on a day of 2026, and with `members` otherwise. */
function mined(day: number, kilograms: number, members: Partial<ObservedLot> = {}) {
  const dug = lot({
    kind: 'mined',
    form: 'ore',
    facility: 'PIT',
    made: neodymium(kilograms),
    madeAt: dayOf(day),
    ...members,
  });
  return observed.origin({
    eventNumber: day,
    occurredAt: dug.madeAt,
    party: dug.party,
    facility: dug.facility,
    lot: dug,
  });
}

function quota(kilograms: number | null, members: Parameters<typeof observed.quota>[0] = {}) {
  const oxideMilligrams = kilograms === null ? null : BigInt(kilograms * KILOGRAM);
  return observed.quota({ activity: 'mining', ore: 'rock', oxideMilligrams, ...members });
}

const MAKER = observed.party({ registered: 'MAKER' });

function accountsOf(observations: readonly Observation[]) {
  const state = startQuotaDraws();
  for (const observation of observations) observeQuotaDraws(state, observation);
  return quotaAccounts(state).map(
    ({ holder, activity, ore, grantedMilligrams, drawnMilligrams, leftMilligrams, state: is, drawn }) => ({
      account: `${holder} ${activity} ${ore}`,
      granted: grantedMilligrams,
      drawn: drawnMilligrams,
      left: leftMilligrams,
      state: is,
      by: Object.fromEntries(drawn.map(({ origin, oxideMilligrams }) => [origin, oxideMilligrams])),
    }),
  );
}

const drawnOf = (observations: readonly Observation[]) => accountsOf(observations).map(({ drawn }) => drawn);

/** Fed into separation on a day of 2026, so many lots of a kilogram. */
function fed(day: number, lots: number) {
  const inputs = Array.from({ length: lots }, () => partOf(lot({ made: neodymium(1) })));
  return observed.step({ eventNumber: day, occurredAt: dayOf(day), step: 'solvent-extraction', inputs });
}

const extract = (inputs: readonly ObservedLot[], outputs: readonly ObservedLot[]) =>
  observed.step({ inputs: inputs.map((each) => partOf(each)), outputs });

describe('what quotas are drawn by', () => {
  it('draws what is mined, in trade oxides, rounded once', () => {
    const [account] = accountsOf([MAKER, quota(1_000), mined(0, 300), mined(1, 300)]);
    // 600 kg Nd × (2 × 144.242 + 3 × 15.999) ÷ (2 × 144.242)
    expect(account).toMatchObject({ drawn: 699_825_987n, left: 300_174_013n, state: 'within' });
  });

  it('keeps rock and ionic clay apart, by the form, by the product, and first by the facility that a quota names', () => {
    const clay = [mined(1, 10, { form: 'leach-solution' }), mined(2, 10, { product: 'ion-adsorption clay' })];
    const named = quota(50, { quota: 'Q-CLAY', ore: 'ionic', facilities: ['FIELD'] });
    const accounts = accountsOf([
      MAKER,
      quota(100),
      named,
      mined(0, 10),
      ...clay,
      mined(3, 10, { facility: 'FIELD', party: 'OTHER' }),
    ]);
    expect(accounts.map(({ account, drawn }) => [account, drawn])).toEqual([
      ['MAKER mining ionic', 34_991_299n],
      ['MAKER mining rock', 11_663_766n],
    ]);
  });

  it('counts the assay of what was mined from the beginning, whatever part of it was left to assay', () => {
    const ore = lot({
      kind: 'mined',
      form: 'ore',
      facility: 'PIT',
      made: amounts({ netMilligrams: 1_000 * KILOGRAM }),
    });
    const stated = amounts({ netMilligrams: 500 * KILOGRAM, elementMilligrams: { Nd: 50 * KILOGRAM } });
    const origin = observed.origin({ lot: ore });
    const [before] = accountsOf([MAKER, quota(1_000), origin]);
    expect(before).toMatchObject({ drawn: 0n });
    const [after] = accountsOf([MAKER, quota(1_000), origin, observed.assay({ eventNumber: 5, lot: ore, stated })]);
    expect(after).toMatchObject({ drawn: 116_637_664n });
  });

  it('takes the year of the place: the last evening of December in UTC is January in Beijing', () => {
    const pit = observed.facility({ registered: 'PIT', timeZone: 'Asia/Shanghai' });
    const evening = mined(364, 10, { madeAt: '2026-12-31T17:00:00.000Z' });
    const next = quota(100, { quota: 'Q-2027', year: 2027 });
    expect(drawnOf([MAKER, quota(100), next, evening])).toEqual([11_663_766n, 0n]);
    expect(drawnOf([MAKER, pit, quota(100), next, evening])).toEqual([0n, 11_663_766n]);
  });

  it('counts imports, monazite and by-products in separation, and neither waste nor what was separated before', () => {
    const feed = (members: Partial<ObservedLot>) => lot({ made: neodymium(10), form: 'concentrate', ...members });
    const home = feed({ kind: 'mined' });
    const imported = feed({ kind: 'imported', product: 'monazite concentrate' });
    const monazite = feed({ kind: 'mined', product: 'Monazite sand' });
    const byProduct = feed({ kind: 'mined', product: 'by-product of titanium' });
    const scrap = feed({ kind: 'collected' });
    const origins = [home, imported, monazite, byProduct, scrap].map((each) => observed.origin({ lot: each }));
    const liquor = feed({ form: 'liquor' });
    const blend = feed({ form: 'liquor' });
    const separated = feed({ form: 'liquor' });
    const again = feed({ form: 'oxide' });
    const stock = lot({ kind: 'circuit-stock', form: null, made: neodymium(10) });
    const steps = [
      observed.step({ step: 'dissolution', inputs: [partOf(home)], outputs: [liquor] }),
      observed.step({ step: 'blend', inputs: [partOf(imported), partOf(monazite)], outputs: [blend] }),
      extract([liquor, blend, byProduct, scrap], [separated, stock]),
      extract([separated, stock], [again]),
    ];
    const [account, ...others] = accountsOf([
      MAKER,
      quota(100, { activity: 'separation', ore: null }),
      ...origins,
      ...steps,
    ]).filter((each) => each.account.includes('separation'));
    expect(others).toEqual([]);
    const each = 11_663_766n;
    expect(account?.by).toEqual({ mined: each, 'by-product': each, mixed: each, recycled: each, separated: each });
    expect(account?.drawn).toBe(34_991_299n);
  });
});

describe('D04 over quota', () => {
  it('leaves alone who keeps to a quota, and who works where none is recorded', () => {
    expect(findingsOf(overQuota, [MAKER, quota(100), mined(0, 77)])).toEqual([]);
    expect(findingsOf(overQuota, [MAKER, mined(0, 5_000)])).toEqual([]);
    const abroad = observed.party({ registered: 'ABROAD', country: 'AU' });
    const pit = observed.facility({ registered: 'MOUNT', owner: 'ABROAD', country: 'AU' });
    const ore = mined(0, 500, { party: 'ABROAD', facility: 'MOUNT' });
    expect(findingsOf(overQuota, [MAKER, abroad, pit, quota(100), ore])).toEqual([]);
  });

  it('warns at 90 percent, and finds what is beyond', () => {
    const [near] = findingsOf(overQuota, [MAKER, quota(100), mined(0, 78)]);
    expect(near).toMatchObject({ id: 'D04/MAKER/2026/mining/rock', severity: 'low', party: 'MAKER', facility: 'PIT' });
    expect(near?.sentence).toBe(
      'MAKER has mined 90.98 kg of rare-earth oxides from rock in 2026, 90.98 % of its quota of 100 kg: 9.023 kg are left',
    );
    const [over] = findingsOf(overQuota, [MAKER, quota(100), mined(0, 78), mined(1, 10)]);
    expect(over).toMatchObject({
      severity: 'medium',
      numbers: { drawnMilligrams: '102641145', grantedMilligrams: '100000000' },
    });
  });

  it('counts a batch that is allotted late, and says nothing where a figure is not public', () => {
    const late = (kilograms: number | null) => quota(kilograms, { eventNumber: 9, quota: 'Q-2', batch: 2 });
    expect(findingsOf(overQuota, [MAKER, quota(100), mined(0, 150), late(100)])).toEqual([]);
    expect(findingsOf(overQuota, [MAKER, quota(100), mined(0, 150), late(null)])).toEqual([]);
  });

  it('finds who digs without a quota in a year for which others of the country have one', () => {
    const digger = observed.party({ registered: 'DIGGER' });
    const [finding] = findingsOf(overQuota, [
      MAKER,
      digger,
      quota(100),
      mined(0, 5, { party: 'DIGGER', facility: null }),
    ]);
    expect(finding).toMatchObject({ id: 'D04/DIGGER/2026/mining/rock', severity: 'medium', party: 'DIGGER' });
  });

  it('finds a year that ends with a spike before a dip, once the days after it are known', () => {
    const steady = Array.from({ length: 35 }, (_, index) => mined(index * 10, 1));
    const spike = [mined(357, 1), mined(359, 1), mined(360, 1)];
    const plenty = quota(1_000);
    const known = { knownAt: dayOf(365 + 12) };
    expect(findingsOf(overQuota, [MAKER, plenty, ...steady, ...spike], { knownAt: dayOf(370) })).toEqual([]);
    expect(findingsOf(overQuota, [MAKER, plenty, ...steady, mined(357, 1)], known)).toEqual([]);
    const goesOn = [quota(1_000, { quota: 'Q-2027', year: 2027 }), mined(368, 1)];
    expect(findingsOf(overQuota, [MAKER, plenty, ...steady, ...spike, ...goesOn], known)).toEqual([]);
    const [finding] = findingsOf(overQuota, [MAKER, plenty, ...steady, ...spike], known);
    expect(finding).toMatchObject({ id: 'D04/MAKER/2026/mining/rock/year-end', severity: 'low' });
    // Two batches of a few are chance, and an assay of one of them is no third.
    const few = mined(360, 2);
    const assay = observed.assay({ eventNumber: 361, lot: few.lot, stated: few.lot.made });
    expect(findingsOf(overQuota, [MAKER, plenty, ...steady, mined(357, 1), few, assay], known)).toEqual([]);
  });

  it('takes a step that feeds several lots for one batch at the end of a year', () => {
    const known = { knownAt: dayOf(365 + 12) };
    const feeds = Array.from({ length: 35 }, (_, index) => fed(index * 10, 1));
    const own = quota(1_000, { activity: 'separation', ore: null });
    expect(findingsOf(overQuota, [MAKER, own, ...feeds, fed(357, 2), fed(360, 2)], known)).toEqual([]);
    const three = [fed(357, 1), fed(358, 1), fed(360, 1)];
    expect(findingsOf(overQuota, [MAKER, own, ...feeds, ...three], known)).toHaveLength(1);
  });
});

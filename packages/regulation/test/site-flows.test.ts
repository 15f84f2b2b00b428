import type { Observation } from '@lodestone/lineage/observation.ts';
import { amounts, dayOf, lotOf, observed, partOf } from '@lodestone/lineage/testing/observations.ts';
import { expect, test } from 'vitest';
import { returnDifferences } from '../src/return-differences.ts';
import { observeSiteFlow, returnRows, type SiteStock, startSiteFlows } from '../src/site-flows.ts';

const site = { facility: 'WORKS', party: 'MAKER', isOnlyOne: false, from: dayOf(31), until: dayOf(59) };
const kilograms = (netMilligrams: number, Nd: number) => amounts({ netMilligrams, elementMilligrams: { Nd } });
const concentrate = lotOf({
  lot: 'C',
  form: 'concentrate',
  party: 'MINE',
  facility: 'PIT',
  made: kilograms(1_000, 200),
});
const oxide = lotOf({ lot: 'O', form: 'oxide', made: kilograms(300, 150) });
const stock = lotOf({
  lot: 'CIRCUIT',
  kind: 'circuit-stock',
  form: null,
  made: amounts({ elementMilligrams: { Nd: 40 } }),
});

function rowsOf(observations: readonly Observation[], opening: SiteStock = [], closing: SiteStock = [], at = site) {
  const flows = startSiteFlows();
  for (const observation of observations) observeSiteFlow(flows, observation, at);
  return returnRows(opening, flows, closing);
}

const row = (form: 'concentrate' | 'oxide' | 'in-process', figures: object) => ({
  form,
  element: 'Nd' as const,
  openingMilligrams: 0,
  inMilligrams: 0,
  madeMilligrams: 0,
  usedMilligrams: 0,
  outMilligrams: 0,
  lostMilligrams: 0,
  closingMilligrams: 0,
  ...figures,
});

const lines = (netMilligrams: number) => [
  { lot: concentrate, outcome: 'accepted' as const, declared: amounts({ netMilligrams }), measured: amounts({}) },
];
const receipt = (members: object = {}) =>
  observed.receipt({
    eventNumber: 40,
    party: 'MAKER',
    consignor: 'MINE',
    consignee: 'MAKER',
    lines: lines(1_000),
    ...members,
  });

test('what is received, used, made and sent is that of the form, and what is left over was lost', () => {
  const step = observed.step({ eventNumber: 41, inputs: [partOf(concentrate)], outputs: [oxide, stock] });
  const sent = observed.dispatch({ eventNumber: 42, lines: [partOf(oxide, amounts({ netMilligrams: 100 }))] });
  const closing = [
    { form: 'oxide', elementMilligrams: { Nd: 95n } },
    { form: null, elementMilligrams: { Nd: 40n } },
  ];
  expect(rowsOf([receipt(), step, sent], [], closing)).toEqual([
    row('concentrate', { inMilligrams: 200, usedMilligrams: 200 }),
    // 150 mg less a third of them that was sent, and 5 mg that are not there any more.
    row('oxide', { madeMilligrams: 150, outMilligrams: 50, lostMilligrams: 5, closingMilligrams: 95 }),
    row('in-process', { madeMilligrams: 40, closingMilligrams: 40 }),
  ]);
});

test('the first day of a month is of it, and what another recorded is where the party is', () => {
  const received = [row('concentrate', { inMilligrams: 200, lostMilligrams: 200 })];
  expect(rowsOf([receipt({ eventNumber: 31 })])).toEqual(received);
  // Who sent it has recorded its dispatch last, at a place of its own.
  const awaited = receipt({ party: 'MINE', facility: 'PIT' });
  expect(rowsOf([awaited], [], [], { ...site, isOnlyOne: true })).toEqual(received);
  expect(rowsOf([awaited])).toEqual([]);
});

test('another month, another party and another place are left out', () => {
  const elsewhere = [
    receipt({ eventNumber: 30 }),
    receipt({ eventNumber: 59 }),
    receipt({ facility: 'OTHER-WORKS' }),
    receipt({ consignee: 'SOMEBODY' }),
    receipt({ lines: lines(1_000).map((line) => ({ ...line, outcome: 'rejected' as const })) }),
    observed.step({ eventNumber: 41, party: 'TOLLER', inputs: [partOf(oxide)] }),
  ];
  expect(rowsOf(elsewhere)).toEqual([]);
  const nowhere = observed.dispatch({ eventNumber: 42, facility: null, lines: [partOf(oxide), partOf(concentrate)] });
  // An event that names no facility is where the lot was made.
  expect(rowsOf([nowhere])).toEqual([row('oxide', { outMilligrams: 150, lostMilligrams: -150 })]);
});

test('a return differs in every figure that is not what the ledger says, and what it leaves out is nothing', () => {
  const computed = [row('oxide', { openingMilligrams: 5, closingMilligrams: 5 })];
  expect(returnDifferences(computed, computed)).toEqual([]);
  const filed = [row('concentrate', { madeMilligrams: 7, closingMilligrams: 7 }), ...computed.slice(1)];
  const differences = returnDifferences(filed, computed).map(
    ({ form, figure, filedMilligrams, computedMilligrams }) => {
      return [form, figure, filedMilligrams, computedMilligrams];
    },
  );
  expect(differences).toEqual([
    ['concentrate', 'madeMilligrams', 7, 0],
    ['concentrate', 'closingMilligrams', 7, 0],
    ['oxide', 'openingMilligrams', 0, 5],
    ['oxide', 'closingMilligrams', 0, 5],
  ]);
});

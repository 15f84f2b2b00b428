import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { parseEvent } from '@lodestone/custody/event.ts';
import { EVENT_TYPES } from '@lodestone/custody/events/event-schema.ts';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chineseNameOf } from '../src/column-names.ts';
import { parseHeader } from '../src/header.ts';
import type { Template } from '../src/template.ts';
import { allColumns, TEMPLATES } from '../src/templates.ts';
import { formatTable } from '../src/write-table.ts';
import { readTable, SOME_ID, sayProblems } from './tables.ts';

const STYLES = (['en', 'zh'] as const).flatMap((language) =>
  ([',', ';', '\t'] as const).map((delimiter) => ({ language, delimiter })),
);

describe.each(TEMPLATES)('the template $name', (template) => {
  const { name } = template;

  test.each(STYLES)('has a header that is understood, in $language with $delimiter', (style) => {
    expect(readTable(name, formatTable(template, [], style)).problems).toEqual([]);
  });

  test.each(STYLES)('has examples that read as what they say, in $language with $delimiter', (style) => {
    const read = readTable(name, formatTable(template, template.examples, style));
    expect(sayProblems(read)).toEqual([]);
    expect(read.events.map(({ event }) => event)).toEqual(
      template.examples.map((example) => ({ type: name, id: SOME_ID, ...example })),
    );
  });

  test('reads every event that it writes', () => {
    const manyEvents = fc.array(eventsOf(template), { minLength: 1, maxLength: 4 });
    const property = fc.property(manyEvents, fc.constantFrom(...STYLES), (drafts, style) => {
      const events = drafts.map((draft, index) => ({ type: name, ...draft, ...keyOf(template, index) }));
      for (const event of events) expect(parseEvent(event)).toMatchObject({ ok: true });
      const read = readTable(name, formatTable(template, events, style));
      expect(sayProblems(read)).toEqual([]);
      expect(read.events.map(({ event }) => event)).toEqual(events);
    });
    fc.assert(property, { numRuns: 60 });
  });
});

/** Types of events that nobody keeps in a spreadsheet, and why. */
const WITHOUT_TEMPLATE: Readonly<Record<string, string>> = {
  'ledger-opened': '`init` makes it, once',
  'party-registered': 'an authority registers, rarely, with roles and identifiers: `record`',
  'facility-registered': 'an authority registers, rarely, with coordinates and activities: `record`',
  'yield-ranges-set': 'a site sets them once, of all its steps together: `record`',
  'key-enrolled': 'keys and their proofs are made by programs: `key create` prints the line',
  'key-revoked': 'keys are named by programs: `record`',
  'checkpoint-key-added': 'keys and their proofs are made by programs',
  'checkpoint-key-retired': 'keys are named by programs',
  'finding-rule-set': 'an authority sets a rule, rarely, with its thresholds: `record`',
  'finding-answered': 'names a finding by the hash of what it stated: `findings answer`',
  'finding-closed': 'names a finding by the hash of what it stated: `findings close`',
  'quota-allocated': 'an authority allocates, rarely: `record`',
  'sale-filed': 'customers are sealed: `record`',
  'return-filed': '`returns draft` computes it: `record`',
  'control-list-published':
    'an authority publishes a list with its items: `controls shipped` prints those that are known',
  'control-list-suspended': 'an authority suspends a list, rarely: `record`',
  'control-list-ended': 'an authority ends a list, rarely: `record`',
  'licence-applied': 'a file of many members: `licence draft` writes it',
  'licence-returned': 'names what is missing, item by item: `record`',
  'licence-accepted': 'one step of one case: `record`',
  'licence-information-requested': 'names what is asked, item by item: `record`',
  'licence-information-provided': 'what one case lacks, with its documents: `record`',
  'licence-reviewed': 'one step of one case: `record`',
  'licence-expedited': 'one step of one case: `record`',
  'licence-decided': 'grants masses line by line: `record`',
  'licence-amended': 'grants masses line by line: `record`',
  'licence-suspended': 'one step of one case: `record`',
  'licence-resumed': 'one step of one case: `record`',
  'licence-revoked': 'one step of one case: `record`',
  'licence-withdrawn': 'one step of one case: `record`',
  'trade-gap-stated': 'says what a comparison of two tables found: `mirror --draft` prints the line',
  'stock-stated': 'a party states what it has and needs, rarely: `record`',
  'shipment-declared': 'names lines of licences, each with its mass: `record`',
  'shipment-arrived': 'comes singly, often from abroad: `record`',
  'opening-erased': 'one member of one event, which is then deleted: `erase-opening`',
  'access-granted': 'names members of one event, or of a case: `record`',
  'access-ended': 'one grant: `record`',
  'field-viewed': 'recorded before a member is shown: `view`',
};

test('every type of event has a template, or a reason to have none, which the page says', () => {
  const named = [...TEMPLATES.map(({ name }) => name), ...Object.keys(WITHOUT_TEMPLATE)];
  expect(named.toSorted()).toEqual(EVENT_TYPES.toSorted());
  const page = readFileSync(new URL('../../../docs/spreadsheets.md', import.meta.url), 'utf8');
  const rows = Object.entries(WITHOUT_TEMPLATE).map(([type, reason]) => `| \`${type}\` | ${reason} |\n`);
  expect(page).toContain(rows.join(''));
});

test('every column has a name in Chinese, which is understood as it', () => {
  for (const { name } of TEMPLATES.flatMap(allColumns)) {
    expect(chineseNameOf(name)).toMatch(/^\p{Script=Han}+$/u);
    expect(parseHeader(chineseNameOf(name)).name).toBe(name);
    expect(parseHeader(name).name).toBe(name);
  }
});

/** What tells the rows of one event from those of another. */
function keyOf({ key, columns }: Template, index: number): Record<string, unknown> {
  const [first] = key;
  if (first === undefined) return {};
  const column = columns.find(({ name }) => name === first);
  return column === undefined ? { extra: { reference: `R-${index}` } } : { [column.member]: `K-${index}` };
}

const identifier = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,20}$/);
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((found) => found.replace(/[\u{fffd}\u{feff}\0]/gu, 'x').trim())
  .filter((found) => found !== '' && found.isWellFormed());
/** Within a list, some characters part its items. */
const listed = text.map((found) => found.replace(/[,;，；、|\n\r]/gu, '-').trim()).filter((found) => found !== '');
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const country = fc.constantFrom('CN', 'DE', 'AU');
const partsPerMillion = fc.integer({ min: 0, max: 1_000_000 });
const amount = fc.integer({ min: 1, max: 2 ** 50 });
const CONTAINED = ELEMENT_SYMBOLS.filter((element) => element !== 'Sc' && element !== 'Lu');
/** The net mass and little enough of some elements to be possible in any form. */
const contents = fc
  .record({
    net: fc.integer({ min: 1_000_000, max: 2 ** 50 }),
    shares: fc.dictionary(fc.constantFrom(...CONTAINED), fc.integer({ min: 0, max: 10 }), { maxKeys: 4 }),
  })
  .map(({ net, shares }) => {
    const masses = Object.entries(shares).map(([element, share]) => [element, Math.floor((net * share) / 1_000)]);
    return { netMilligrams: net, ...(masses.length > 0 ? { elementMilligrams: Object.fromEntries(masses) } : {}) };
  });
const otherAmounts = fc.record(
  {
    pieces: amount,
    volumeMillilitres: amount,
    moisturePartsPerMillion: fc.integer({ min: 0, max: 500_000 }),
    grossMilligrams: amount,
    tareMilligrams: amount,
    lossOnIgnitionPartsPerMillion: partsPerMillion,
    thoriumPartsPerMillion: partsPerMillion,
    uraniumPartsPerMillion: partsPerMillion,
    uncertaintyPartsPerMillion: partsPerMillion,
  },
  { requiredKeys: [] },
);
const quantity = fc.tuple(contents, otherAmounts).map(([one, other]) => ({ ...one, ...other }));
/** Scandium and lutetium are not among the contents. */
const notDetected = fc.constantFrom({}, { notDetected: ['Lu'] }, { notDetected: ['Sc', 'Lu'] });
const part = fc.oneof(
  amount.map((netMilligrams) => ({ netMilligrams })),
  amount.map((volumeMillilitres) => ({ volumeMillilitres })),
  amount.map((pieces) => ({ pieces })),
  fc.constant({ elementMilligrams: { Dy: 12_345 } }),
);
const material = fc.record(
  { form: fc.constantFrom('ore', 'oxide', 'metal', 'magnet'), product: text, grade: text },
  { requiredKeys: ['form', 'product'] },
);
const common = fc.record(
  { id: fc.uuid({ version: [4, 7] }), occurredAt: time, facility: identifier, note: text, onBehalfOf: identifier },
  { requiredKeys: ['id', 'occurredAt'] },
);

/** Events of a template, apart from what their rows belong together by. */
function eventsOf({ name, isOwnAct }: Template): fc.Arbitrary<Record<string, unknown>> {
  const own = OWN_MEMBERS[name];
  if (own === undefined) throw new Error(`say here what a ${name} is made of`);
  return fc.tuple(common, own).map(([{ onBehalfOf, ...shared }, members]) => {
    const agent = isOwnAct === true || onBehalfOf === undefined ? {} : { onBehalfOf };
    return { ...shared, ...agent, ...members };
  });
}

/** A list of one to three items. */
function some<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(item, { minLength: 1, maxLength: 3 });
}

const stock = fc.dictionary(fc.constantFrom(...CONTAINED), amount, { maxKeys: 3, noNullPrototype: true });
const held = fc
  .tuple(fc.constantFrom('lot', 'unit', 'transfer', 'shipment'), identifier, text)
  .map(([kind, name, reason]) => ({ [kind]: name, reason }));

const OWN_MEMBERS: Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> = {
  'lot-created': fc
    .record(
      {
        lot: identifier,
        origin: fc.constantFrom('mined', 'imported', 'collected', 'opening-stock'),
        material,
        quantity,
        country,
        permit: text,
        consumption: fc.constantFrom('pre-consumer', 'post-consumer'),
      },
      { requiredKeys: ['lot', 'origin', 'material', 'quantity', 'country'] },
    )
    // Mined material was consumed by nobody.
    .filter(({ origin, consumption }) => origin !== 'mined' || consumption === undefined),
  'lot-transformed': fc.record(
    {
      step: fc.constantFrom('electrolysis', 'split'),
      inputs: some(fc.tuple(identifier, fc.option(part, { nil: {} })).map(([lot, amounts]) => ({ lot, ...amounts }))),
      outputs: some(fc.record({ lot: identifier, material, quantity })),
      losses: some(fc.record({ kind: fc.constantFrom('process-loss', 'swarf'), netMilligrams: amount })),
      circuit: fc.record({ id: identifier, openingElementMilligrams: stock, closingElementMilligrams: stock }),
    },
    { requiredKeys: ['step', 'inputs', 'outputs'] },
  ),
  'lot-assayed': fc.record({
    lot: identifier,
    laboratory: identifier,
    method: text,
    uncertaintyPartsPerMillion: partsPerMillion,
    version: fc.constantFrom('provisional', 'final', 'umpire'),
    quantity: fc
      .tuple(contents, notDetected)
      .map(([found, missed]) => ({ ...found, ...missed, moisturePartsPerMillion: 0 })),
  }),
  'lot-adjusted': fc.record({ lot: identifier, quantity, reason: fc.constantFrom('count', 'drying') }),
  'lot-disposed': fc.record({ lot: identifier, quantity: part, reason: text }),
  'transfer-dispatched': fc.record(
    {
      consignee: identifier,
      lines: some(fc.record({ lot: identifier, quantity })),
      carrier: text,
      seals: some(listed),
      expectedAt: time,
    },
    { requiredKeys: ['consignee', 'lines'] },
  ),
  'transfer-received': fc.record({
    lines: some(
      fc.record(
        {
          lot: identifier,
          outcome: fc.constantFrom('accepted', 'rejected'),
          measured: quantity,
          discrepancy: fc.record(
            { kind: fc.constantFrom('damage', 'shortage'), note: text },
            { requiredKeys: ['kind'] },
          ),
        },
        { requiredKeys: ['lot', 'outcome', 'measured'] },
      ),
    ),
  }),
  'unit-packed': fc.record(
    { unit: identifier, lots: some(identifier), seal: text },
    { requiredKeys: ['unit', 'lots'] },
  ),
  'unit-unpacked': fc.record({ unit: identifier, seal: text }, { requiredKeys: ['unit'] }),
  'ownership-transferred': fc.record({ lots: some(identifier), owner: identifier }),
  'transfer-cancelled': fc.record({ transfer: identifier, reason: text }),
  'transfer-settled': fc.oneof(
    fc.record(
      {
        transfer: identifier,
        lot: identifier,
        resolution: fc.constantFrom('declared', 'measured').map((basis) => ({ basis })),
      },
      { requiredKeys: ['transfer', 'resolution'] },
    ),
    fc.record({
      transfer: identifier,
      lot: identifier,
      resolution: contents.map((agreed) => ({ basis: 'agreed', quantity: agreed })),
    }),
  ),
  'shipment-unpacked': fc.record({ shipment: identifier }),
  'shipment-exited': fc.record(
    {
      shipment: identifier,
      declaration: text,
      hsCode: text,
      controlCodes: some(listed),
      licence: text,
      port: text,
      country,
      mode: text,
      netMilligrams: amount,
    },
    { requiredKeys: ['shipment'] },
  ),
  'hold-placed': held,
  'hold-released': held,
  'mandate-given': fc.record(
    { agent: identifier, acts: some(fc.constantFrom('lot-created', 'unit-packed')), until: time },
    { requiredKeys: ['agent', 'acts'] },
  ),
  'mandate-ended': fc.record({ agent: identifier }),
  'event-corrected': fc.record({ corrects: fc.constant('Z3HS_ihbNTOrQKNMlhoLmMgaHAu2Dn_44RRqmxb2L8w'), reason: text }),
  'shipment-packed': fc.record(
    { lots: some(identifier), consignee: identifier, destination: country, endUser: text },
    { requiredKeys: ['lots', 'consignee', 'destination'] },
  ),
};

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute } from '../src/attribution/attribution.ts';
import { judgeClaims } from '../src/claims/judge-claims.ts';
import { makeClaims } from '../src/claims/make-claims.ts';
import { NOTHING_REGISTERED } from '../src/claims/registered-places.ts';
import type { LineageGraph, LineageLot, LineageSubject } from '../src/graph.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';
import { randomLineage } from '../testing/random-lineage.ts';
import { hasMineToMagnet, readMineToMagnet } from '../testing/mine-to-magnet.ts';

const BEFORE = '2026-12-31';
const FROM = '2027-01-01';

function claimsOf(builder: LineageBuilder, lot: string, { date = FROM, notIn = [] as readonly string[] } = {}) {
  const report = makeClaims(builder.graph, builder.lot(lot), { date, notIn });
  if (notIn.length === 0) expectVerdicts(builder.graph, builder.lot(lot), report);
  return report;
}

/** That the verdicts alone are those of the claims. */
function expectVerdicts(graph: LineageGraph, subject: LineageSubject, { claims, date }: ReturnType<typeof makeClaims>) {
  const judged = judgeClaims(graph, subject, attribute(graph, subject), date, NOTHING_REGISTERED);
  expect(judged.map(({ id, verdict, title }) => ({ id, verdict, title: title() }))).toEqual(
    claims.map(({ id, verdict, title }) => ({ id, verdict, title })),
  );
}

function claim(report: ReturnType<typeof makeClaims>, id: string) {
  const found = report.claims.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no claim ${id} among ${report.claims.map((each) => each.id).join(' ')}`);
  return found;
}

/** Two origins of 60 and 40 Nd, met in one step that makes MIX. */
function blend(
  first: Partial<LineageLot>,
  second: Partial<LineageLot>,
  { name = 'strip-casting', excess = 0n }: { readonly name?: string; readonly excess?: bigint } = {},
) {
  const builder = lineageBuilder();
  builder.origin('A', { Nd: 60n }, { facility: 'PIT-A', ...first });
  builder.origin('B', { Nd: 40n }, { facility: 'PIT-B', ...second });
  builder.step({ name, inputs: { A: { Nd: 60n }, B: { Nd: 40n } }, outputs: { MIX: { Nd: 100n + excess } } });
  return builder;
}

const SCRAP: Partial<LineageLot> = { kind: 'collected', form: 'scrap', country: 'JP' };

describe('the chain-of-custody model', () => {
  test('is identity preserved where all of it is of one mine, through however many of its lots', () => {
    const builder = blend({}, { facility: 'PIT-A' });
    expect(claimsOf(builder, 'MIX').custody.model).toBe('identity-preserved');
  });

  test('is segregated where two mines of one country met', () => {
    const { custody, claims } = claimsOf(blend({}, {}), 'MIX');
    expect(custody.model).toBe('segregated');
    expect(custody.elements[0]?.obstacles.map(({ sentence }) => sentence)).toEqual([
      'material of 2 sources met: strip-casting at WORKS made MIX of A (mined, CN, PIT-A), B (mined, CN, PIT-B)',
    ]);
    expect(claims.filter(({ id }) => id.startsWith('custody/')).map(({ verdict }) => verdict)).toEqual([
      'not-supported',
      'supported',
      'supported',
      'supported',
      'supported',
    ]);
  });

  test.each([
    ['another country', { country: 'AU' }],
    ['scrap', SCRAP],
  ])('is controlled blending where a mine met %s in a batch', (_, second) => {
    const { custody } = claimsOf(blend({}, second), 'MIX');
    expect(custody.model).toBe('controlled-blending');
    expect(custody.elements[0]?.obstacles[0]).toMatchObject({
      against: ['identity-preserved', 'segregated'],
      evidence: [{ lot: 'MIX', by: 'strip-casting', party: 'MAKER', facility: 'WORKS', country: 'CN' }],
      evidenceCount: 1,
    });
  });

  test.each(['solvent-extraction', 'merge'])('is mass balance where they met in %s', (name) => {
    expect(claimsOf(blend({}, SCRAP, { name }), 'MIX').custody.model).toBe('mass-balance');
  });

  test('is mass balance where they met in a circuit', () => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: 100n });
    builder.origin('B', { Nd: 100n }, SCRAP);
    builder.step({
      name: 'dissolution',
      inputs: { A: { Nd: 100n } },
      outputs: { FIRST: { Nd: 60n } },
      closing: { STOCK: { Nd: 40n } },
    });
    builder.step({
      name: 'dissolution',
      inputs: { STOCK: { Nd: 40n }, B: { Nd: 100n } },
      outputs: { SECOND: { Nd: 140n } },
    });
    expect(claimsOf(builder, 'FIRST').custody.model).toBe('identity-preserved');
    const { custody } = claimsOf(builder, 'SECOND');
    expect(custody.model).toBe('mass-balance');
    expect(custody.elements[0]?.obstacles[0]?.sentence).toContain('circuit stock (mined, CN, WORKS)');
  });

  test('is judged element by element, and is that of the weakest', () => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: 60n, Dy: 5n });
    builder.origin('B', { Nd: 40n }, SCRAP);
    builder.step({ inputs: { A: { Nd: 60n, Dy: 5n }, B: { Nd: 40n } }, outputs: { MIX: { Nd: 100n, Dy: 5n } } });
    const { custody } = claimsOf(builder, 'MIX');
    expect(custody.elements.map(({ element, model }) => [element, model])).toEqual([
      ['Nd', 'controlled-blending'],
      ['Dy', 'identity-preserved'],
    ]);
    expect(custody.model).toBe('controlled-blending');
  });

  test('of a shipment looks at each lot: what only travels together has not met', () => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: 60n });
    builder.origin('B', { Nd: 40n }, SCRAP);
    const report = makeClaims(builder.graph, builder.shipment('S', ['A', 'B']), { date: FROM, notIn: [] });
    expect(report.custody.model).toBe('identity-preserved');
  });

  test('is neither of the two strong ones where a part was imported', () => {
    const { custody } = claimsOf(blend({}, { kind: 'imported' }), 'MIX');
    expect(custody).toMatchObject({
      model: 'controlled-blending',
      elements: [{ recordedMilligrams: 60n, declaredMilligrams: 40n }],
    });
    expect(custody.elements[0]?.obstacles[0]?.sentence).toBe(
      'of 0.00004 kg of 0.0001 kg (40 %) the source is declared, not recorded: B (imported)',
    );
  });

  test('is book and claim where all of it is opening stock', () => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: 60n }, { kind: 'opening-stock' });
    expect(claimsOf(builder, 'A').custody.model).toBe('book-and-claim');
  });

  // 5,000 ppm of 201,000 mg are 1,005 mg.
  test.each([
    [1_005n, 'identity-preserved'],
    [1_006n, 'book-and-claim'],
  ])('with %d mg of 201,000 mg from nowhere is %s', (excess, model) => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: 201_000n - excess });
    builder.step({ inputs: { A: { Nd: 201_000n - excess } }, outputs: { OUT: { Nd: 201_000n } } });
    const { custody } = claimsOf(builder, 'OUT');
    expect(custody.model).toBe(model);
    if (model === 'book-and-claim') {
      expect(custody.elements[0]?.obstacles[0]?.sentence).toBe(
        '0.001006 kg of 0.201 kg (0.5005 %) has no known origin, and at most 0.5 % may have none: more came out than went in at OUT (blend)',
      );
    }
  });

  test('is none where nothing of the origin is known', () => {
    const builder = lineageBuilder();
    builder.step({ inputs: {}, outputs: { OUT: { Nd: 10n } } });
    const { custody, claims } = claimsOf(builder, 'OUT');
    expect(custody.model).toBeNull();
    expect(claims.slice(0, 5).map(({ verdict }) => verdict)).toEqual(new Array(5).fill('not-supported'));
  });

  test('is mass balance where something of which nothing is stated was mixed in', () => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: 60n });
    builder.origin('MYSTERY', {}, { kind: 'imported', form: 'concentrate' });
    builder.step({ name: 'blend', inputs: { A: { Nd: 60n }, MYSTERY: {} }, outputs: { MIX: { Nd: 60n } } });
    const { custody } = claimsOf(builder, 'MIX');
    expect(custody.model).toBe('mass-balance');
    expect(custody.elements[0]?.obstacles).toMatchObject([
      { sentence: 'what MYSTERY contains is not stated, and it went into MIX', evidence: [{ lot: 'MIX' }] },
    ]);
  });

  test.each([
    ['none of the element', { Nd: 0n }],
    ['another element', { Tb: 1n }],
  ])('is as strong as before where %s is stated of what was mixed in', (_, masses) => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: 60n });
    builder.origin('B', masses, { kind: 'imported' });
    builder.step({ inputs: { A: { Nd: 60n }, B: masses }, outputs: { MIX: { Nd: 60n } } });
    expect(claimsOf(builder, 'MIX').custody.model).toBe('identity-preserved');
  });

  test('cannot be said where no element is stated', () => {
    const builder = lineageBuilder();
    builder.origin('A', {});
    expect(claim(claimsOf(builder, 'A'), 'custody/book-and-claim').verdict).toBe('cannot-say');
  });

  test('tells of what cannot be followed', () => {
    const builder = blend({}, {});
    const lots = new Map(builder.graph.lots);
    const gone = [...lots.values()].find(({ lot }) => lot === 'B');
    if (gone === undefined) throw new Error('no lot B');
    lots.set(gone.lotNumber, { ...gone, kind: 'transformed', step: 99 });
    const missing = [{ lotNumber: gone.lotNumber, lot: 'B', reason: 'withheld' }];
    const subject = { ...builder.lot('MIX'), missing };
    const report = makeClaims({ ...builder.graph, lots }, subject, { date: FROM, notIn: ['RU'] });
    expect(report.custody.model).toBe('book-and-claim');
    expect(report.custody.elements[0]?.obstacles[0]?.sentence).toContain('what B was made from is not in the lineage');
    expect(claim(report, 'not-in/RU').verdict).toBe('cannot-say');
  });
});

/** Mined in AU, separated in MY and made into a magnet in US, but for what is said otherwise. */
function chain(countries: { readonly separated?: string; readonly made?: string } = {}, origin = {}) {
  const builder = lineageBuilder();
  const { separated = 'MY', made = 'US' } = countries;
  builder.origin('ORE', { Nd: 100n }, { country: 'AU', ...origin });
  builder.step({
    name: 'solvent-extraction',
    country: separated,
    inputs: { ORE: { Nd: 100n } },
    outputs: { OXIDE: { Nd: 100n } },
  });
  builder.step({ name: 'repack', country: 'CN', inputs: { OXIDE: { Nd: 100n } }, outputs: { DRUM: { Nd: 100n } } });
  builder.step({
    name: 'strip-casting',
    country: made,
    inputs: { DRUM: { Nd: 100n } },
    outputs: { MAG: { Nd: 100n } },
  });
  return builder;
}

describe('countries', () => {
  const DFARS = 'dfars-252.225-7052';

  test('a chain outside the covered countries passes, though it was repacked in one', () => {
    const report = claimsOf(chain(), 'MAG', { notIn: ['CN'] });
    expect(claim(report, DFARS)).toMatchObject({ verdict: 'supported', evidence: [] });
    expect(claim(report, 'not-in/CN')).toMatchObject({
      verdict: 'not-supported',
      evidence: [{ lot: 'DRUM', by: 'repack', country: 'CN' }],
    });
  });

  test.each([
    ['separated', BEFORE, 'supported'],
    ['separated', FROM, 'not-supported'],
    ['made', BEFORE, 'not-supported'],
    ['made', FROM, 'not-supported'],
  ] as const)('%s in a covered country, on %s: %s', (step, date, verdict) => {
    const { reason, ...found } = claim(claimsOf(chain({ [step]: 'IR' }), 'MAG', { date }), DFARS);
    expect(found.verdict).toBe(verdict);
    if (verdict === 'not-supported') expect(found.evidence.map(({ country }) => country)).toEqual(['IR']);
    expect(reason).toContain('less than 50 %');
  });

  test.each([
    ['imported from an allowed country', { kind: 'imported' }, FROM, 'not-supported'],
    ['imported as oxide before melting', { kind: 'imported', form: 'oxide' }, BEFORE, 'supported'],
    ['imported as alloy', { kind: 'imported', form: 'alloy' }, BEFORE, 'not-supported'],
    ['collected', SCRAP, FROM, 'not-supported'],
  ] as const)('what was %s is not known before: %s on %s', (_, origin, date, verdict) => {
    expect(claim(claimsOf(chain({}, origin), 'MAG', { date }), DFARS).verdict).toBe(verdict);
  });

  test('of what nothing was done to yet cannot be said, and why', () => {
    const builder = lineageBuilder();
    builder.origin('ORE', { Nd: 1n });
    expect(claim(claimsOf(builder, 'ORE', { date: BEFORE }), DFARS)).toMatchObject({
      verdict: 'cannot-say',
      reason: expect.stringMatching(/^No step that counts here is recorded of it\. From 2027-01-01 /),
    });
  });

  test('a step without a facility, and a milligram from nowhere, are not known', () => {
    const builder = lineageBuilder();
    builder.origin('ORE', { Nd: 1_000_000n }, { country: 'AU' });
    builder.step({
      name: 'electrolysis',
      country: 'JP',
      facility: null,
      inputs: { ORE: { Nd: 1_000_000n } },
      outputs: { METAL: { Nd: 1_000_001n } },
    });
    const report = claimsOf(builder, 'METAL', { notIn: ['CN'] });
    expect(claim(report, DFARS).verdict).toBe('not-supported');
    const asked = claim(report, 'not-in/CN');
    expect(asked.verdict).toBe('cannot-say');
    expect(asked.reason).toContain('no facility is stated where METAL was made or mined');
    expect(asked.reason).toContain('where 0.000001 kg of 1.000001 kg Nd comes from');
  });

  const REGISTERED = {
    facilities: new Map([
      ['PIT-CN', { party: 'MAKER', country: 'CN' }],
      ['PIT-AU', { party: 'MAKER', country: 'AU' }],
      ['PLANT-VN', { party: 'OTHER', country: 'VN' }],
    ]),
    countries: new Map([
      ['MAKER', 'CN'],
      ['OTHER', 'VN'],
    ]),
  };

  function judged(origin: Partial<LineageLot>, separation: { readonly party: string; readonly facility: string }) {
    const builder = lineageBuilder();
    builder.origin('ORE', { Nd: 100n }, { country: 'AU', facility: 'PIT-AU', ...origin });
    const masses = { inputs: { ORE: { Nd: 100n } }, outputs: { OXIDE: { Nd: 100n } } };
    builder.step({ name: 'solvent-extraction', country: 'VN', ...separation, ...masses });
    const asked = { date: FROM, notIn: ['CN'], registered: REGISTERED };
    return makeClaims(builder.graph, builder.lot('OXIDE'), asked);
  }
  const BY_ITS_OWNER = { party: 'OTHER', facility: 'PLANT-VN' };

  test('a mine is where its facility is registered as well, whatever its lots say', () => {
    const report = judged({ facility: 'PIT-CN' }, BY_ITS_OWNER);
    expect(claim(report, DFARS)).toMatchObject({ verdict: 'not-supported', evidence: [{ lot: 'ORE' }] });
    expect(claim(report, 'not-in/CN').reason).toContain(
      '1 of 2 steps in CN: mining of ORE (said to be AU, at PIT-CN in CN)',
    );
    expect(report.shares[0]?.stages[0]).toEqual({ stage: 'mining', countries: [], unknownMilligrams: 100n });
    expect(claim(report, 'crma-65').verdict).toBe('not-supported');
    expect(claim(judged({}, BY_ITS_OWNER), DFARS).verdict).toBe('supported');
  });

  test('a mine of which no facility is stated is not known, whatever country its lots say', () => {
    const report = judged({ facility: null }, BY_ITS_OWNER);
    expect(claim(report, DFARS).verdict).toBe('not-supported');
    expect(claim(report, 'not-in/CN')).toMatchObject({
      verdict: 'cannot-say',
      reason: expect.stringContaining('Not known: no facility is stated where ORE was made or mined'),
    });
  });

  test('a mine in another allowed country than its lots say is not known', () => {
    const report = judged({ country: 'MY' }, BY_ITS_OWNER);
    expect(claim(report, DFARS).verdict).toBe('not-supported');
    expect(claim(report, 'not-in/CN')).toMatchObject({
      verdict: 'cannot-say',
      reason: expect.stringContaining('ORE is said to be from another country than that of the facility'),
    });
  });

  test('a step that a party of the country says it did at the facility of another is not known', () => {
    const report = judged({}, { party: 'MAKER', facility: 'PLANT-VN' });
    expect(claim(report, DFARS).verdict).toBe('not-supported');
    expect(claim(report, 'not-in/CN')).toMatchObject({
      verdict: 'cannot-say',
      reason: expect.stringContaining(
        'Not known: whether OXIDE was made at PLANT-VN, a facility of OTHER: that is the word of MAKER, of CN',
      ),
      evidence: [{ lot: 'OXIDE' }],
    });
    expect(claim(judged({}, { party: 'MAKER', facility: 'PIT-AU' }), DFARS).verdict).toBe('supported');
  });

  test('shares count where a stage was done last, and name what went through none', () => {
    const builder = chain();
    builder.origin('SCRAP', { Nd: 300n }, { ...SCRAP, country: 'DE' });
    builder.step({
      name: 'milling',
      country: 'JP',
      inputs: { MAG: { Nd: 100n }, SCRAP: { Nd: 300n } },
      outputs: { POWDER: { Nd: 400n } },
    });
    builder.step({
      name: 'sintering',
      country: 'DE',
      inputs: { POWDER: { Nd: 400n } },
      outputs: { BLOCK: { Nd: 200n } },
    });
    const report = claimsOf(builder, 'BLOCK');
    const stages = report.shares[0]?.stages.map(({ stage, countries }) => {
      return [stage, ...countries.map(({ country, milligrams }) => `${country} ${milligrams}`)];
    });
    expect(stages).toEqual([
      ['mining', 'null 150', 'AU 50'],
      ['separation', 'null 150', 'MY 50'],
      ['alloy', 'null 150', 'US 50'],
      ['magnet', 'DE 200'],
      ['recycling', 'DE 150', 'null 50'],
    ]);
  });

  // Of 100 Nd, 65 and 66 from CN.
  test.each([
    [65n, 'supported'],
    [66n, 'not-supported'],
  ])('%d %% from one third country: %s', (fromChina, verdict) => {
    const builder = lineageBuilder();
    builder.origin('A', { Nd: fromChina });
    builder.origin('B', { Nd: 100n - fromChina }, { country: 'SE' });
    builder.step({
      name: 'milling',
      country: 'DE',
      inputs: { A: { Nd: fromChina }, B: { Nd: 100n - fromChina } },
      outputs: { OUT: { Nd: 100n } },
    });
    expect(claim(claimsOf(builder, 'OUT'), 'crma-65')).toMatchObject({ verdict, isInformation: true });
  });
});

test('recycled content is claimed per element, factory waste apart, and of what is not stated nothing', () => {
  const builder = blend(SCRAP, { kind: 'collected', form: 'swarf' });
  const report = claimsOf(builder, 'MIX');
  expect(claim(report, 'recycled/Nd')).toMatchObject({
    title: '60 % of the Nd is recovered from post-consumer waste',
    reason:
      '0.00006 kg of 0.0001 kg was discarded by end users before; factory waste is apart, 0.00004 kg (40 %), and does not count.',
    evidence: [{ lot: 'A', by: 'collected' }],
    rule: { from: '2027-05-24' },
  });
  expect(claim(report, 'recycled/others').verdict).toBe('cannot-say');
});

test('nothing recycled supports no claim of recycled content', () => {
  expect(claim(claimsOf(blend({}, {}), 'MIX'), 'recycled/Nd')).toMatchObject({
    title: 'Some of the Nd is recovered from post-consumer waste',
    verdict: 'not-supported',
    reason:
      '0 kg of 0.0001 kg was discarded by end users before; factory waste is apart, 0 kg (0 %), and does not count.',
  });
});

test('what was imported as post-consumer is the word of whoever brought it in', () => {
  const builder = blend(SCRAP, { kind: 'imported', form: 'oxide', consumption: 'post-consumer' });
  expect(claim(claimsOf(builder, 'MIX'), 'recycled/Nd')).toMatchObject({
    title: '100 % of the Nd is recovered from post-consumer waste',
    verdict: 'cannot-say',
    reason: expect.stringContaining('Of 0.00004 kg that is the word of whoever brought it in: B.'),
    evidence: [{ lot: 'A' }, { lot: 'B' }],
  });
});

test.each(['ore', 'oxide'])('%s that was collected as post-consumer is the word of its collector', (form) => {
  const builder = blend(SCRAP, { kind: 'collected', form, consumption: 'post-consumer' });
  expect(claim(claimsOf(builder, 'MIX'), 'recycled/Nd')).toMatchObject({ verdict: 'cannot-say' });
});

test('of random lineages the verdicts alone are those of the claims', () => {
  const shape = {
    maxMilligrams: 100n,
    minMakings: 2,
    maxMakings: 12,
    maxInputs: 3,
    usualBack: 4,
    originPercent: 40,
    unexplainedPercent: 10,
    missingPercent: 10,
    gainPercent: 10,
  };
  const property = fc.property(randomLineage(shape), ({ graph, subject }) => {
    expectVerdicts(graph, subject, makeClaims(graph, subject, { date: FROM, notIn: [] }));
  });
  fc.assert(property, { numRuns: 10, endOnFailure: true });
});

describe.runIf(hasMineToMagnet)('the mine-to-magnet case', () => {
  const { graph, subject } = readMineToMagnet();
  const report = makeClaims(graph, subject, { date: FROM, notIn: ['RU'] });

  test('supports controlled blending: the Nd and Pr of the mine met those of scrap in the melt, Dy and Tb met nothing', () => {
    expect(report.custody.elements.map(({ element, model }) => `${element} ${model}`)).toEqual([
      'Pr controlled-blending',
      'Nd controlled-blending',
      'Tb identity-preserved',
      'Dy identity-preserved',
    ]);
    expect(claim(report, 'custody/segregated').evidence.map(({ lot, by }) => `${by} ${lot}`)).toEqual([
      'strip-casting SC-001',
    ]);
  });

  // Of the 18 things done, the scrap was collected and recycled in JP and metal was split in CN, which is no step of the rule.
  test('fails DFARS by every step but the recycling in Japan', () => {
    const { verdict, evidence, reason } = claim(report, 'dfars-252.225-7052');
    expect(verdict).toBe('not-supported');
    expect(evidence.filter(({ country }) => country === 'CN').length).toBe(16);
    expect(evidence.filter(({ country }) => country !== 'CN').map(({ lot }) => lot)).toEqual(['SCRAP-R']);
    expect(reason).toMatch(/^16 of 17 steps in CN, RU, KP, IR: mining of ORE-001 \(CN\)/);
  });

  test('has the recycled content of its scrap, and none of Dy and Tb', () => {
    expect(claim(report, 'recycled/Nd').title).toBe('33.1017 % of the Nd is recovered from post-consumer waste');
    expect(claim(report, 'recycled/Tb').title).toBe('Some of the Tb is recovered from post-consumer waste');
  });
});

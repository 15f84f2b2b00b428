import { describe, expect, it } from 'vitest';
import { classify } from '../src/controls/classify.ts';
import { type ControlRegister, NO_CONTROLS } from '../src/controls/control-register.ts';
import type { ControlledMaterial, Itinerary } from '../src/controls/controlled-material.ts';
import { itemsInForce, listStanding, nextLapse } from '../src/controls/list-standing.ts';
import { type ControlDraft, listPublished, MAGNET_ITEMS, registerFrom } from '../testing/control-lists.ts';

const published = registerFrom(listPublished());

const withList = (members: object) => registerFrom(listPublished(members));
const withSecond = (members: object) => registerFrom(listPublished(), listPublished(members));
const withSuspension = (members: object) => registerFrom(listPublished(), suspended(members));

const suspended = (members: object): ControlDraft => ({
  type: 'control-list-suspended',
  list: 'CN-18',
  sources: ['the gazette'],
  ...members,
});

/** MAG-001 of the golden chain: 10,000 magnets 42SH. */
const magnets: ControlledMaterial = {
  form: 'magnet',
  product: '42SH',
  grade: '42SH',
  netMilligrams: 509_000_000n,
  elementMilligrams: { Pr: 28_683_000n, Nd: 121_017_000n, Tb: 997_000n, Dy: 4_991_000n },
  notDetected: [],
};
const plain = { ...magnets, product: 'N35', grade: 'N35', elementMilligrams: { Pr: 28_683_000n, Nd: 121_017_000n } };
const way: Itinerary = { destination: 'DE', endUser: null, at: '2026-05-01T00:00:00.000Z', hsCode: null };

const codes = (material: ControlledMaterial, register = published, itinerary = way) => {
  const { verdict, controls } = classify(material, itinerary, register);
  return [verdict, ...controls.map(({ code }) => code)];
};

const withTrace = (Tb: bigint, Dy: bigint) => ({
  ...plain,
  elementMilligrams: { ...plain.elementMilligrams, Tb, Dy },
});

const from = (country: string, register: ControlRegister) => codes(magnets, register, { ...way, from: [country] });

describe('classify', () => {
  it('finds both codes of magnets with terbium and dysprosium, once the list is in force', () => {
    expect(classify(magnets, way, published)).toEqual({
      verdict: 'licence',
      controls: [
        {
          list: 'CN-18',
          code: '1C904.a',
          requires: 'licence',
          reason: '1C904.a of CN-18 requires a licence: contains Tb (0.1959 %)',
        },
        {
          list: 'CN-18',
          code: '1C905.a',
          requires: 'licence',
          reason: '1C905.a of CN-18 requires a licence: contains Dy (0.9806 %)',
        },
      ],
      possible: [],
      asksEndUser: false,
      reasons: [
        '1C904.a of CN-18 requires a licence: contains Tb (0.1959 %)',
        '1C905.a of CN-18 requires a licence: contains Dy (0.9806 %)',
        '1C902.a of CN-18 does not cover it: its main rare earth is Nd, not Sm',
      ],
      wouldChange: ['an assay that finds no Tb or Dy, where what is stated is wrong'],
    });
    expect(codes(magnets, NO_CONTROLS)).toEqual(['free']);
    expect(codes(magnets, published, { ...way, at: '2025-04-03T23:59:59.999Z' })).toEqual(['free']);
    expect(codes(magnets, published, { ...way, at: '2025-04-04T00:00:00.000Z' })).toEqual([
      'licence',
      '1C904.a',
      '1C905.a',
    ]);
  });

  it('tells not stated, none and below detection apart', () => {
    const unstated = classify(plain, way, published);
    expect(unstated.verdict).toBe('refer');
    expect(unstated.possible.map(({ code }) => code)).toEqual(['1C904.a', '1C905.a']);
    expect(unstated.wouldChange).toEqual(['assay Tb and Dy: they are not stated']);
    const none = { ...plain, elementMilligrams: { ...plain.elementMilligrams, Tb: 0n, Dy: 0n } };
    expect(classify(none, way, published)).toMatchObject({ verdict: 'free', possible: [], wouldChange: [] });
    const below = classify({ ...plain, notDetected: ['Tb', 'Dy'] }, way, published);
    expect(below.verdict).toBe('free');
    expect(below.reasons).toContain('1C905.a of CN-18 does not cover it: Dy is below detection');
  });

  it('refers a trace of both together, and never clears it', () => {
    // 0.1 % of 509 kg is 509 g.
    expect(codes(withTrace(0n, 509_000n))).toEqual(['refer']);
    expect(codes(withTrace(0n, 1n))).toEqual(['refer']);
    expect(codes(withTrace(0n, 509_001n))).toEqual(['licence', '1C905.a']);
    expect(codes(withTrace(300_000n, 300_000n))).toEqual(['licence', '1C904.a', '1C905.a']);
    // Without a net mass nobody can say that it is a trace.
    expect(codes({ ...withTrace(0n, 1n), netMilligrams: null })).toEqual(['licence', '1C905.a']);
  });

  it('holds an item with a limit to what is above it, of all its elements together', () => {
    const item = { code: 'Y', description: 'above 0.1 %', elements: ['Tb', 'Dy'], abovePartsPerMillion: 1_000 };
    const register = withList({ items: [{ ...item, requires: 'licence' }] });
    const wouldChange = (material: ControlledMaterial) => classify(material, way, register).wouldChange;
    expect(codes(withTrace(300_000n, 209_001n), register)).toEqual(['licence', 'Y']);
    expect(codes(withTrace(300_000n, 209_000n), register)).toEqual(['free']);
    // What is not stated could be what is above it, and a share is of something.
    const half = { ...plain, elementMilligrams: { ...plain.elementMilligrams, Tb: 509_000n } };
    expect([codes(half, register), wouldChange(half)]).toEqual([['refer'], ['assay Dy: it is not stated']]);
    const above = { ...half, elementMilligrams: { ...half.elementMilligrams, Tb: 509_001n } };
    expect(codes(above, register)).toEqual(['licence', 'Y']);
    const unweighed = { ...withTrace(300_000n, 209_001n), netMilligrams: null };
    expect([codes(unweighed, register), wouldChange(unweighed)]).toEqual([['refer'], ['the net mass']]);
  });

  it('knows samarium-cobalt by its main rare earth, and leaves assemblies out with a reason', () => {
    const cobalt = { ...magnets, elementMilligrams: { Sm: 127_000_000n, Tb: 0n, Dy: 0n } };
    expect(codes(cobalt)).toEqual(['licence', '1C902.a']);
    expect(codes({ ...magnets, elementMilligrams: { ...magnets.elementMilligrams, Sm: 1n } })).not.toContain('1C902.a');
    const assembly = classify({ ...magnets, form: 'assembly' }, way, published);
    expect(assembly.verdict).toBe('free');
    expect(assembly.reasons[0]).toBe(
      '1C904.a of CN-18 does not cover it: assembly is outside: the published answers leave assemblies out',
    );
    expect(codes({ ...magnets, form: 'ore' })).toEqual(['free']);
    expect(codes({ ...magnets, form: null })).toEqual(['refer']);
  });

  it('bites for the countries that an item names, from its date on', () => {
    const all = {
      code: 'X',
      description: 'light rare earths',
      elements: ['Nd'],
      destinations: ['US'],
      requires: 'prohibited',
    };
    const tightened = withSecond({ list: 'CN-US', validFrom: '2026-06-01T00:00:00.000Z', items: [all] });
    const on = (destination: string, at: string) => codes(plain, tightened, { ...way, destination, at });
    expect(on('US', '2026-05-31T23:59:59.999Z')).toEqual(['refer']);
    expect(on('US', '2026-06-01T00:00:00.000Z')).toEqual(['prohibited', 'X']);
    expect(on('DE', '2026-06-01T00:00:00.000Z')).toEqual(['refer']);
    const but = withList({
      items: [{ ...all, destinations: undefined, exceptDestinations: ['US'] }],
    });
    expect([codes(plain, but, { ...way, destination: 'US' }), codes(plain, but)]).toEqual([
      ['free'],
      ['prohibited', 'X'],
    ]);
  });

  it('holds a list of another country to what enters it, unless it reaches anywhere', () => {
    expect(from('CN', published)[0]).toBe('licence');
    expect(from('JP', published)).toEqual(['free']);
    expect(from('JP', withList({ reach: 'anywhere' }))[0]).toBe('licence');
    expect(from('JP', withList({ reach: 'import', jurisdiction: 'EU' }))[0]).toBe('licence');
    expect(from('JP', withList({ reach: 'import', jurisdiction: 'US' }))).toEqual(['free']);
  });

  it('is open to what is no rare earth, by product and HS code', () => {
    const commodity = { name: 'gallium', products: ['gallium'], hsCodes: ['811292'] };
    const item = { code: '3C001', description: 'gallium', commodity, aboveMilligrams: 1_000, requires: 'licence' };
    const register = withList({ items: [item] });
    const gallium = { ...magnets, product: 'Gallium arsenide wafers', elementMilligrams: {}, netMilligrams: 1_001n };
    expect(codes(gallium, register)).toEqual(['licence', '3C001']);
    expect(codes({ ...gallium, netMilligrams: 1_000n }, register)).toEqual(['free']);
    expect(codes({ ...gallium, netMilligrams: null }, register)).toEqual(['refer']);
    expect(codes({ ...gallium, product: 'megallium' }, register, { ...way, hsCode: '7326' })).toEqual(['free']);
    expect(codes({ ...gallium, product: 'wafers' }, register)).toEqual(['refer']);
    expect(codes({ ...gallium, product: 'wafers' }, register, { ...way, hsCode: '8112.92.90.90' })).toEqual([
      'licence',
      '3C001',
    ]);
    expect(codes({ ...gallium, product: null }, register)).toEqual(['refer']);
  });

  it('asks for the end user where an item names some, and knows them in other capitals', () => {
    const item = {
      code: 'E',
      description: 'to one',
      forms: ['magnet'],
      endUsers: ['Acme Arms'],
      requires: 'prohibited',
    };
    const register = withList({ items: [item] });
    const to = (endUser: string | null) => codes(magnets, register, { ...way, endUser });
    expect([to('ACME  arms'), to('Acme'), to(null)]).toEqual([['prohibited', 'E'], ['free'], ['refer']]);
  });

  it('refers what a list covers that is not confirmed, and leaves a notice free', () => {
    expect(codes(magnets, withList({ isConfirmed: false }))).toEqual(['refer']);
    const notice = { ...MAGNET_ITEMS[2], requires: 'notice' };
    expect(codes(magnets, withList({ isConfirmed: false, items: [notice] }))).toEqual(['free', '1C905.a']);
  });
});

const at = (register: ControlRegister, time: string) => {
  const [list] = register.lists;
  if (list === undefined) throw new Error('no list');
  return [listStanding(list, time).status, codes(magnets, register, { ...way, at: time })[0], nextLapse(list, time)];
};

describe('a list by date', () => {
  const until = { from: '2025-11-07T00:00:00.000Z', to: '2026-11-10T16:00:00.000Z' };

  it('is not in force while it is suspended, and is unknown after a suspension that says so', () => {
    const register = withSuspension({ ...until, afterwards: 'unknown' });
    expect(at(register, '2025-04-03T00:00:00.000Z')).toEqual(['not-yet', 'free', until.from]);
    expect(at(register, '2025-11-06T23:59:59.999Z')).toEqual(['in-force', 'licence', until.from]);
    expect(at(register, '2025-11-07T00:00:00.000Z')).toEqual(['suspended', 'free', until.to]);
    expect(at(register, '2026-11-10T15:59:59.999Z')).toEqual(['suspended', 'free', until.to]);
    expect(at(register, '2026-11-10T16:00:00.000Z')).toEqual(['unknown', 'refer', null]);
    expect(itemsInForce(register, '2026-11-10T16:00:00.000Z', 'DE')).toEqual([]);
    expect(itemsInForce(register, '2025-11-06T23:59:59.999Z', 'DE')).toHaveLength(3);
    const { wouldChange } = classify(magnets, { ...way, at: until.to }, register);
    expect(wouldChange).toEqual(['what holds of CN-18 since then: an authority publishes it']);
    // What an authority publishes for then says what holds.
    const anew = registerFrom(
      listPublished(),
      suspended({ ...until, afterwards: 'unknown' }),
      listPublished({ validFrom: until.to, supersedes: 'CN-18' }),
    );
    expect(at(anew, until.to)).toEqual(['in-force', 'licence', null]);
    expect(at(anew, '2026-11-10T15:59:59.999Z')).toEqual(['suspended', 'free', until.to]);
  });

  it('comes back or ends after a suspension that says so', () => {
    const after = (afterwards: string) => at(withSuspension({ ...until, afterwards }), until.to);
    expect([after('in-force'), after('ended')]).toEqual([
      ['in-force', 'licence', null],
      ['ended', 'free', null],
    ]);
    expect(at(withSuspension({ from: until.from }), '2030-01-01T00:00:00.000Z')).toEqual(['suspended', 'free', null]);
  });

  it('ends by its own date, by an end, or by a list that supersedes it', () => {
    const validTo = '2026-05-01T00:00:00.000Z';
    const lists = [
      withList({ validTo }),
      registerFrom(listPublished(), {
        type: 'control-list-ended',
        list: 'CN-18',
        from: validTo,
        reason: 'repealed',
        sources: ['the gazette'],
      }),
      withSecond({ list: 'CN-19', validFrom: validTo, supersedes: 'CN-18', items: MAGNET_ITEMS.slice(0, 1) }),
    ];
    for (const register of lists) {
      expect(at(register, '2026-04-30T23:59:59.999Z')).toEqual(['in-force', 'licence', validTo]);
      expect(at(register, validTo)).toEqual(['ended', 'free', null]);
    }
  });

  it('of another version counts from its own date on', () => {
    const light = { code: 'L', description: 'light', elements: ['Nd'], requires: 'licence' };
    const register = withSecond({
      validFrom: '2027-01-01T00:00:00.000Z',
      supersedes: 'CN-18',
      items: [light],
    });
    expect(codes(magnets, register, { ...way, at: '2026-12-31T23:59:59.999Z' })).toEqual([
      'licence',
      '1C904.a',
      '1C905.a',
    ]);
    expect(codes(magnets, register, { ...way, at: '2027-01-01T00:00:00.000Z' })).toEqual(['licence', 'L']);
  });
});

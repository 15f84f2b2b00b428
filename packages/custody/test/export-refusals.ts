/** The refusals of declarations, exits and arrivals, each beside its twin: see refusal.test.ts. */
import { record } from '../testing/given.ts';
import { shipmentPacked } from './drafts.ts';
import {
  declared,
  declaredFree,
  drawn,
  exited,
  gatedMagnets,
  grantLicence,
  LICENCE,
  magnets,
  NET,
  packedMagnets,
} from './export-drafts.ts';

const HALF = 500_000_000;
const GENERAL = { members: { kind: 'general' } };

/** As much as is granted, and not as much as the lots weigh. */
const short = () => gatedMagnets({ netMilligrams: HALF });
const licensed = () => gatedMagnets({});
const drawnFor = (lot: string) => drawn().map((line) => ({ ...line, lots: [lot] }));

export const EXPORT_REFUSALS = {
  'not-in-shipment': {
    given: () => {
      const world = licensed();
      record(world, 'MAGNETS-D', magnets('MAG-2'));
      return world;
    },
    by: 'MAGNETS-D',
    refused: declared({ licenceLines: drawnFor('MAG-2') }),
    field: 'licenceLines[0].lots',
    facts: { shipment: 'SHP-1', lot: 'MAG-2', lots: 'MAG-1' },
    pair: ['lot', 'lots'],
    names: ['lot MAG-2 is not in shipment SHP-1', 'its lots are MAG-1'],
    twin: { event: declared({ licenceLines: drawnFor('MAG-1') }) },
  },
  'not-exited': {
    given: packedMagnets,
    by: 'MAGNETS-D',
    refused: { type: 'shipment-arrived', shipment: 'SHP-1', netMilligrams: NET },
    field: 'shipment',
    facts: { shipment: 'SHP-1', expected: 'exited', found: 'packed' },
    pair: ['expected', 'found'],
    names: ['is packed', 'says that it arrived'],
    twin: { event: exited() },
  },
  'not-declared': {
    given: licensed,
    by: 'MAGNETS-D',
    refused: exited(),
    field: 'shipment',
    facts: {
      shipment: 'SHP-1',
      lot: 'MAG-1',
      verdict: 'licence',
      codes: '1C904.a, 1C905.a',
      expected: 'declared',
      found: null,
    },
    pair: ['found', 'expected'],
    names: ['is not declared', 'requires a licence', 'a licence line for 1C904.a and 1C905.a'],
    twin: { event: declared() },
  },
  'declaration-differs': {
    given: licensed,
    by: 'MAGNETS-D',
    refused: declaredFree(),
    field: 'isControlled',
    facts: { shipment: 'SHP-1', expected: true, found: false, lot: 'MAG-1', codes: '1C904.a, 1C905.a' },
    pair: ['found', 'expected'],
    names: ['declared as not controlled', 'falls under 1C904.a, 1C905.a'],
    twin: { event: declared() },
  },
  'test-report-missing': {
    given: () => {
      const world = gatedMagnets();
      record(world, 'MAGNETS-D', magnets('MAG-2', NET, { Tb: 1_000, Dy: 1_000 }));
      record(world, 'MAGNETS-D', shipmentPacked('SHP-2', ['MAG-2'], 'MOTORS-F'));
      return world;
    },
    by: 'MAGNETS-D',
    refused: declaredFree({ shipment: 'SHP-2' }),
    field: 'documents',
    facts: { shipment: 'SHP-2', lot: 'MAG-2', expected: 'test-report', found: null },
    pair: ['found', 'expected'],
    names: ['lot MAG-2 is referred', 'a document of the kind test-report'],
    twin: {
      event: declaredFree({
        shipment: 'SHP-2',
        documents: [{ kind: 'test-report', sha256: 'A'.repeat(43), name: 'Dy and Tb by ICP-MS' }],
      }),
    },
  },
  'licence-missing': {
    given: licensed,
    by: 'MAGNETS-D',
    refused: declared({ licenceLines: drawn().slice(0, 1) }),
    field: 'licenceLines',
    facts: { shipment: 'SHP-1', code: '1C905.a', lots: 'MAG-1', neededMilligrams: `${NET}`, declaredMilligrams: '0' },
    pair: ['declaredMilligrams', 'neededMilligrams'],
    names: ['no line of a licence for 1C905.a', '509 kg net', 'MAG-1 falls under 1C905.a'],
    twin: { event: declared() },
  },
  'licence-mass-differs': {
    given: licensed,
    by: 'MAGNETS-D',
    refused: declared({ licenceLines: drawn(HALF) }),
    field: 'licenceLines',
    facts: {
      shipment: 'SHP-1',
      code: '1C904.a',
      lots: 'MAG-1',
      neededMilligrams: `${NET}`,
      declaredMilligrams: `${HALF}`,
    },
    pair: ['declaredMilligrams', 'neededMilligrams'],
    names: ['500 kg are declared', '509 kg net'],
    twin: { event: declared() },
  },
  'licence-not-valid': {
    given: licensed,
    by: 'MAGNETS-D',
    refused: declared({ occurredAt: '2026-12-31T00:00:00.000Z' }),
    field: 'licenceLines[0].licence',
    facts: {
      shipment: 'SHP-1',
      licence: LICENCE,
      validTo: '2026-12-31T00:00:00.000Z',
      at: '2026-12-31T00:00:00.000Z',
    },
    pair: ['licence', 'validTo'],
    names: ['was valid until 2026-12-31T00:00:00.000Z', 'this is at 2026-12-31T00:00:00.000Z'],
    twin: { event: declared({ occurredAt: '2026-12-30T23:59:59.999Z' }) },
  },
  'licence-differs': {
    given: licensed,
    by: 'MAGNETS-D',
    refused: declared({ port: 'Lianyungang' }),
    field: 'port',
    facts: { shipment: 'SHP-1', licence: LICENCE, member: 'port', expected: 'Ningbo', found: 'Lianyungang' },
    pair: ['found', 'expected'],
    names: ['declared is Lianyungang', 'is for the port Ningbo'],
    twin: { event: declared() },
  },
  'licence-used': {
    given: () => {
      const world = gatedMagnets({ netMilligrams: 2 * NET });
      record(world, 'MAGNETS-D', magnets('MAG-2'));
      record(world, 'MAGNETS-D', shipmentPacked('SHP-2', ['MAG-2'], 'MOTORS-F'));
      record(world, 'MAGNETS-D', declared());
      grantLicence(world, { licence: 'LIC-2' });
      return world;
    },
    by: 'MAGNETS-D',
    refused: declared({ shipment: 'SHP-2' }),
    field: 'licenceLines[0].licence',
    facts: { shipment: 'SHP-2', licence: LICENCE, usedBy: 'SHP-1' },
    pair: ['shipment', 'usedBy'],
    names: ['this is SHP-2', 'SHP-1 is declared under it', 'a single one'],
    twin: { event: declared({ shipment: 'SHP-2', licenceLines: drawn(NET, 'LIC-2') }) },
  },
  'licence-overdrawn': {
    given: () => {
      const world = short();
      grantLicence(world, { licence: 'LIC-2', ...GENERAL });
      return world;
    },
    by: 'MAGNETS-D',
    refused: declared(),
    field: 'licenceLines[0].netMilligrams',
    facts: {
      shipment: 'SHP-1',
      licence: LICENCE,
      line: '1',
      availableMilligrams: `${HALF}`,
      grantedMilligrams: `${HALF}`,
      askedMilligrams: `${NET}`,
    },
    pair: ['askedMilligrams', 'availableMilligrams'],
    names: ['509 kg are declared', 'has 500 kg left of 500 kg'],
    twin: { event: declared({ licenceLines: drawn(NET, 'LIC-2') }) },
  },
} as const;

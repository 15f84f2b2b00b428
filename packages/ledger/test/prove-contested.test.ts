/** Corrections in vain: what stood in their way is in the file that proves what they were of. */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { expect, test } from 'vitest';
import { proveClaim } from '../src/evidence/prove-claim.ts';
import { newStory } from './corrected-story.ts';
import { createTestLedger, recordAll, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();

const NET = 1_000_000;
const BUYER = { consignee: 'BUYER', destination: 'DE' };
const WAY = { endUser: 'Motor works', port: 'Ningbo', mode: 'sea' };
const DATES = { validFrom: '2026-03-01T21:00:00.000Z', validTo: '2026-12-31T00:00:00.000Z' };
const REVIEW = { type: 'licence-reviewed', outcome: 'supported', reason: 'civil' };
const LICENCE: readonly (readonly [string, JsonObject])[] = [
  [
    'OPERATOR',
    {
      type: 'control-list-published',
      list: 'CN-18',
      title: 'magnets',
      jurisdiction: 'CN',
      validFrom: '2025-04-04T00:00:00.000Z',
      sources: ['the gazette'],
      isConfirmed: true,
      items: [
        {
          code: '1C904.a',
          description: 'magnets with terbium',
          elements: ['Tb'],
          forms: ['magnet'],
          referUpToPartsPerMillion: 1000,
          requires: 'licence',
        },
      ],
    },
  ],
  [
    'WORKS',
    {
      type: 'licence-applied',
      licence: 'LIC',
      kind: 'single',
      lines: [{ line: '1', code: '1C904.a', netMilligrams: NET }],
      ...BUYER,
      ...WAY,
      ...DATES,
    },
  ],
  ['OPERATOR', { ...REVIEW, licence: 'LIC', stage: 'local' }],
  ['OPERATOR', { type: 'licence-accepted', licence: 'LIC' }],
  ['OPERATOR', { ...REVIEW, licence: 'LIC', stage: 'central' }],
  [
    'OPERATOR',
    {
      type: 'licence-decided',
      licence: 'LIC',
      outcome: 'granted',
      reasonCode: 'civil-end-use',
      reason: 'for motors',
      legalBasis: 'Decree 792',
      number: '26-1',
      ...DATES,
    },
  ],
];

test('a shipment whose packing and exit were corrected in vain, time and again, is proven whole', async () => {
  const { lines, tell, correct } = newStory();
  const registration = { type: 'party-registered', country: 'CN' };
  tell('', 'OPERATOR', { ...registration, party: 'WORKS', name: 'Works', roles: ['magnet-maker', 'exporter'] });
  tell('', 'OPERATOR', { ...registration, party: 'BUYER', name: 'Buyer', roles: ['end-user'] });
  const made = {
    lot: 'MAGNETS',
    origin: 'opening-stock',
    country: 'CN',
    material: { form: 'magnet', product: 'NdFeB' },
  };
  tell('', 'WORKS', {
    type: 'lot-created',
    ...made,
    quantity: { netMilligrams: NET, elementMilligrams: { Tb: 50_000 } },
  });
  const drum = { unit: 'DRUM', lots: ['MAGNETS'] };
  tell('first drum', 'WORKS', { type: 'unit-packed', ...drum });
  tell('', 'WORKS', { type: 'unit-unpacked', unit: 'DRUM' });
  tell('', 'WORKS', { type: 'unit-packed', ...drum });
  correct('first drum', 'WORKS');
  tell('packing', 'WORKS', { type: 'shipment-packed', shipment: 'SHP', ...BUYER, lots: ['MAGNETS'] });
  for (const [by, event] of LICENCE) tell('', by, event);
  const licenceLines = [{ licence: 'LIC', line: '1', netMilligrams: NET }];
  const declared = { ...BUYER, ...WAY, isControlled: true, controlCodes: ['1C904.a'] };
  tell('', 'WORKS', { type: 'shipment-declared', shipment: 'SHP', ...declared, licenceLines });
  for (let time = 0; time < 2; time += 1) correct('packing', 'WORKS');
  tell('exit', 'WORKS', { type: 'shipment-exited', shipment: 'SHP', licenceLines });
  tell('', 'BUYER', { type: 'shipment-arrived', shipment: 'SHP', netMilligrams: NET });
  for (let time = 0; time < 2; time += 1) correct('exit', 'WORKS');
  const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/in-vain', 'observe');
  await withLedger(ledger, async (open) => {
    await recordAll(open, lines);
    for (const id of ['SHP', 'MAGNETS']) {
      const proved = await proveClaim(open, { id, withhold: [], showsUses: true, openings: [] });
      expect.soft(proved?.verdict).toMatchObject({ verdict: 'valid', failure: null });
    }
  });
});

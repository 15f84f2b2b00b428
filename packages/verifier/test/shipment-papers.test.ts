import { readFileSync } from 'node:fs';
import { examineBundle } from '@lodestone/evidence/verify-bundle.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { expect, test } from 'vitest';
import { shipmentPapers } from '../src/page/shipment-papers.ts';

const read = (name: string) => readFileSync(new URL(`../../evidence/test/fixtures/${name}`, import.meta.url));
const key = parseVerifierKey(read('shipment.key').toString('utf8').trim());
if (!key.ok) throw new Error(key.problem);
const { evidence } = examineBundle(read('shipment.bundle'), { keys: [key.value], policy: null });
if (evidence === null) throw new Error('an invalid fixture');
const exit = [...evidence.authors.events.values()].find(({ type }) => type === 'shipment-exited');
const done = evidence.happened.get(exit?.eventNumber ?? -1);
if (exit === undefined || done === undefined) throw new Error('a fixture without an exit');

const corrected = { ...exit, event: { ...exit.event, port: 'Tianjin' } };

test.each([
  ['as it was stated', exit, exit.eventNumber, { correctedBy: null, isVoided: false, port: exit.event['port'] }],
  ['as it was corrected', corrected, 13_000, { correctedBy: '13.0', isVoided: false, port: 'Tianjin' }],
  ['as it was, and voided', null, 13_000, { correctedBy: '13.0', isVoided: true, port: exit.event['port'] }],
])('a paper of a shipment is shown %s', (_, standing, standingNumber, expected) => {
  const happened = new Map([...evidence.happened, [exit.eventNumber, { ...done, standing, standingNumber }]]);
  const papers = shipmentPapers({ ...evidence, happened });
  expect(papers.map(({ act }) => act)).toEqual(['Packed', 'Exited']);
  const { correctedBy, isVoided, details = [] } = papers[1] ?? {};
  const port = details.find(([title]) => title === 'Port')?.[1];
  expect({ correctedBy, isVoided, port }).toEqual(expected);
});

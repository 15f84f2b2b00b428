import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browseEvents } from '@lodestone/ledger/ask/browse.ts';
import { createLedger } from '@lodestone/ledger/create-ledger.ts';
import { forgeLedger } from '@lodestone/ledger/forge-ledger.ts';
import { openLedger, type Place } from '@lodestone/ledger/open-ledger.ts';
import { recordEvents } from '@lodestone/ledger/record/record-events.ts';
import { traceSubject } from '@lodestone/ledger/ask/trace-subject.ts';
import { verifyLedger } from '@lodestone/ledger/audit/verify-ledger.ts';
import { formatTraceTree } from '@lodestone/lineage/trace/trace-tree.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { EXIT } from '../failure.ts';
import type { Output } from '../output/output.ts';
import { describeVerdict } from './verify.ts';

const CHAIN_FILE = fileURLToPath(new URL('../../demo/mine-to-magnet.jsonl', import.meta.url));
const SHIPMENT = 'SHP-DEMO-1';
/** The forger makes a tonne of ore out of nothing: in kilograms, 1,000,000 becomes 9,000,000. */
const FORGED_LOT = 'ORE-DEMO-1';
const FORGERY = { find: '"netMilligrams":1000000000000', replace: '"netMilligrams":9000000000000' };

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('a fresh ledger in a temporary folder: record a whole chain, trace it, verify it, catch a forger')
    .action(async (_: object, command: Command) => {
      const { output } = contextOf(command);
      const dataFolder = await mkdtemp(join(tmpdir(), 'lodestone-demo-'));
      try {
        await demonstrate({ dataFolder, databaseUrl: undefined }, output);
      } finally {
        await rm(dataFolder, { recursive: true, force: true });
      }
    });
}

async function demonstrate(place: Place, output: Output): Promise<void> {
  const say = output.tell;
  say('1. A new ledger, with a PostgreSQL of its own in a temporary folder');
  const created = await createLedger(place, 'demo.example/rare-earths', { enforcement: 'strict' });
  if (!created.created) throw new Error('the temporary folder already has a ledger');
  say(`   ${created.receipt.ledger}\n`);

  say('2. Record a whole chain: clay mine, separation, metal, recycler, magnets, export');
  const ledger = await openLedger(place);
  const options = { by: undefined, createKeys: true, dryRun: false, acceptClock: false };
  const recorded = await recordEvents(ledger, createReadStream(CHAIN_FILE), options);
  if (recorded.refused !== null) throw new Error(`line ${recorded.refused.line}: ${recorded.refused.message}`);
  say(`   ${recorded.recorded} events in ${recorded.submissions} signed submissions by ${recorded.enrolled} parties\n`);

  say(`3. Where do the magnets in ${SHIPMENT} come from?`);
  const request = {
    id: SHIPMENT,
    direction: 'up',
    element: undefined,
    depth: undefined,
    asKnownAt: undefined,
  } as const;
  const trace = await traceSubject(ledger, request);
  if (trace === null) throw new Error(`${SHIPMENT} was not recorded`);
  say(indent(formatTraceTree(trace, output.width - INDENT.length).trimEnd()));

  say('\n4. Verify the ledger: every byte, signature, rule and view row');
  const verdict = await verifyLedger(ledger, { only: undefined });
  say(indent(describeVerdict(verdict)));
  const [forged] = await browseEvents(ledger, { lot: FORGED_LOT, limit: 1 });
  await ledger.close();
  if (forged === undefined) throw new Error(`${FORGED_LOT} was not recorded`);

  say(`\n5. Somebody with all rights on a copy of the database makes ${FORGED_LOT} nine times as heavy`);
  const forgery = await forgeLedger(place, { eventId: forged.eventId, ...FORGERY });
  const copy = await openLedger(forgery.place);
  const caught = await verifyLedger(copy, { only: undefined });
  await copy.close();
  await forgery.close();
  say(indent(describeVerdict(caught)));

  const asExpected = verdict.verdict === 'valid' && caught.verdict === 'invalid';
  process.exitCode = asExpected ? EXIT.ok : EXIT.no;
  const value = { recorded, elements: trace.elements, verdict, forged: caught };
  const closing = 'The ledger is valid and the forger was caught. The temporary folder is removed.';
  output.answer(value, () => (asExpected ? `\n${closing}` : '\nThe demo did not go as it should.'));
}

const INDENT = '   ';

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}

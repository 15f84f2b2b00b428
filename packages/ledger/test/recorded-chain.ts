/** A recorded chain that has every event type and a row in every table, for audits to look at. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { TILE_HASHES } from '@lodestone/proof/tile.ts';
import { writeCosignatures } from '@lodestone/store/log/cosignatures.ts';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { createPartyKey } from '../src/keys/party-keys.ts';
import { publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { draftCheckpointKey, draftRetirement } from '../src/keys/rotate-checkpoint-key.ts';
import { at, EXPORTING, OWN_CHAIN, SEALING } from './own-chain.ts';
import { appenderOf, operatorKey, registration, sign } from './submissions.ts';
import { record, type TestLedger, withLedger } from './test-ledger.ts';
import { createCosigner, type TestCosigner } from './test-witness.ts';

/** Records the own chain; before it exports, the works change their key, since the old one was stolen. */
export async function recordOwnChain(test: TestLedger): Promise<void> {
  await withLedger(test, async (ledger) => {
    const before = OWN_CHAIN.slice(0, OWN_CHAIN.length - EXPORTING.length);
    const first = await record(ledger, before);
    if (first.refused !== null) throw new Error(JSON.stringify(first.refused));
    const { enrolment } = await createPartyKey(ledger, 'WORKS');
    const { rows } = await ledger.database.pool.query<{ key: string }>(
      "select key from view.key where ledger_id = $1 and party = 'WORKS'",
      [ledger.ledgerId],
    );
    const theft = { cause: 'stolen', stolenFrom: '2026-01-01T00:00:00.000Z' };
    const revocation = at(39, 'OPERATOR', { type: 'key-revoked', key: rows[0]?.key, reason: 'stolen', ...theft });
    const rest = await record(ledger, [{ by: 'WORKS', event: enrolment }, revocation, ...EXPORTING]);
    if (rest.refused !== null) throw new Error(JSON.stringify(rest.refused));
    await ledger.database.pool.query(
      "insert into ledger.opening (ledger_id, event_id, field, ciphertext) values ($1, $2, 'extra', 'for some reader')",
      [ledger.ledgerId, SEALING.event.id],
    );
  });
}

/** The same, published and cosigned after it, and again, by another key, once there are entries enough for a tile. */
export async function recordPublishedChain(test: TestLedger): Promise<void> {
  const witness = createCosigner('witness.example/own');
  await recordOwnChain(test);
  await withLedger(test, async (ledger) => {
    await publishCosigned(ledger, witness);
    await changeCheckpointKey(ledger);
    const operator = await operatorKey(ledger);
    const submissions = Array.from({ length: TILE_HASHES }, (_, index) =>
      sign(ledger, operator, registration(`TRADER-${index}`)),
    );
    const outcomes = await appendSubmissions(appenderOf(ledger), submissions);
    const refused = outcomes.find(({ status }) => status === 'refused');
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
    await publishCosigned(ledger, witness);
  });
}

async function changeCheckpointKey(ledger: Ledger): Promise<void> {
  const added = await draftCheckpointKey(ledger);
  await record(ledger, [{ by: added.by, event: added.event }]);
  const retired = await draftRetirement(ledger, { key: undefined, reason: 'a new key each spring' });
  const { refused } = await record(ledger, [{ by: retired.by, event: retired.event }]);
  if (refused !== null) throw new Error(JSON.stringify(refused));
}

/** Publishes, and a witness that the data folder names says that it has seen it. */
async function publishCosigned(ledger: Ledger, witness: TestCosigner): Promise<void> {
  await writeFile(
    join(ledger.dataFolder, 'witness-policy.txt'),
    `witness own ${formatCosignerKey(witness.key)}\nquorum none\n`,
  );
  const { number, note } = await publishCheckpoint(ledger);
  const line = witness.cosign(note, Math.floor(Date.now() / 1_000));
  await writeCosignatures(ledger.database, ledger.ledgerId, number, [line]);
}

import { eventBodyOf, streamCorrectionBodies, streamRevocationBodies } from '@lodestone/store/log/read-bodies.ts';
import type { Replay } from './replay.ts';

/** Tells a replay what will be corrected, and which keys will be revoked, before its first event. */
export async function expectCorrections(
  replay: Replay,
  client: Parameters<typeof streamCorrectionBodies>[0],
  ledgerId: number,
): Promise<void> {
  for await (const rows of streamCorrectionBodies(client, ledgerId)) {
    for (let row = 0; row < rows.count; row++) replay.expectCorrection(eventBodyOf(rows, row).body);
  }
  for await (const rows of streamRevocationBodies(client, ledgerId)) {
    for (let row = 0; row < rows.count; row++) replay.expectRevocation(eventBodyOf(rows, row).body);
  }
}

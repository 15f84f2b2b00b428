/** That a receipt of a lot waits for its dispatch, as people read it. */
import type { BrowsedLot } from '@lodestone/ledger/ask/browse.ts';
import { formatMeasure, formatTime } from '../output/amounts.ts';

type Awaited = BrowsedLot['awaited'][number];

/** A status, and that the lot is good for nothing but the dispatch that a receipt waits for. */
export function formatAwaitedStatus({
  status,
  custodian,
  awaited,
}: Pick<BrowsedLot, 'status' | 'custodian' | 'awaited'>): string {
  const isKept = awaited.some(({ consignor }) => consignor === custodian);
  return isKept ? `${status}, awaiting dispatch` : status;
}

/** Who says to have received a lot that is recorded, and what that keeps its custodian from: a line each. */
export function describeAwaited(awaited: Awaited, custodian: string): string[] {
  const { transfer, consignor } = awaited;
  const meaning =
    consignor === custodian
      ? `until ${consignor} records the dispatch of ${transfer}, or cancels it, the lot cannot be used`
      : `${custodian} has the lot, not ${consignor}: it can be used`;
  return [describeReceipt(awaited), meaning];
}

/** Who says to have received a lot that is not recorded, and what is to be recorded. */
export function describeUnrecorded(awaited: Awaited, id: string): string[] {
  const { lot, transfer, consignor } = awaited;
  if (awaited.rejectedLot === id) {
    return [describeReceipt(awaited), `the id is kept for what goes back of lot ${lot} by the dispatch of ${transfer}`];
  }
  const advice = `${consignor} records how the lot was made, and then the dispatch of ${transfer}; or cancels it`;
  return [describeReceipt(awaited), advice];
}

function describeReceipt({ transfer, consignor, consignee, receivedAt, outcome, ...measured }: Awaited): string {
  const { measuredNetMilligrams: netMilligrams, measuredVolumeMillilitres: volumeMillilitres } = measured;
  const amount = formatMeasure({ netMilligrams, volumeMillilitres });
  const of = amount === '' ? '' : `, ${amount} measured`;
  const said = outcome === 'accepted' ? 'received' : `received and ${outcome.replace('-', ' ')}`;
  return `${said} by ${consignee} from ${consignor} under transfer ${transfer} at ${formatTime(receivedAt)} UTC${of}`;
}

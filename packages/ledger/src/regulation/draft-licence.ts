/** The application for a licence that a packed shipment needs, as far as the ledger knows what to say in it. */
import type { LicenceLine } from '@lodestone/custody/controls/licence.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { listEvents } from '@lodestone/store/log/read-events.ts';
import { listShipments, type ShipmentRow } from '@lodestone/store/ask/read-shipments.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { type EventHead, eventHead } from '../append/event-head.ts';
import type { Ledger } from '../open-ledger.ts';
import { classifyLot, readControls } from './control-lists.ts';

type DraftLine = Pick<LicenceLine, 'line' | 'code' | 'form' | 'netMilligrams'>;

export interface LicenceDraft {
  /** A line for `record`; what the ledger cannot know is left out. */
  readonly by: string;
  readonly event: EventHead & {
    readonly type: 'licence-applied';
    readonly licence: string;
    readonly kind: 'single';
    readonly lines: readonly Record<string, string | bigint>[];
    readonly consignee: string;
    readonly endUser?: string;
    readonly destination: string;
    readonly pastDealings?: readonly PastDealing[];
    readonly validFrom: string;
    readonly validTo: string;
  };
}

export interface PastDealing {
  readonly shipment: string;
  readonly exitedAt: string;
  readonly netMilligrams: bigint;
}

export type DraftAnswer =
  | { readonly outcome: 'drafted'; readonly draft: LicenceDraft; readonly toAssay: readonly string[] }
  | { readonly outcome: 'unknown-shipment' }
  | { readonly outcome: 'gone'; readonly status: ShipmentRow['status'] }
  /** No list in force covers any lot; of `toAssay` it cannot be said. */
  | { readonly outcome: 'free'; readonly toAssay: readonly string[] };

/** So many shipments are looked through for earlier dealings. */
const SHIPMENTS_READ = { limit: 100_000, bound: WHOLE_LEDGER };
/** As many as an officer reads. */
const DEALINGS_MAX = 20;

/** Drafts the application for a packed shipment at `at`, RFC 3339, asked for a year from then. */
export async function draftLicence(ledger: Ledger, shipment: string, at: string): Promise<DraftAnswer> {
  const { database, ledgerId } = ledger;
  const [packed] = await listShipments(database, ledgerId, { ...SHIPMENTS_READ, shipments: [shipment] });
  if (packed === undefined) return { outcome: 'unknown-shipment' };
  const { status, party, consignee, destination } = packed;
  if (status !== 'packed') return { outcome: 'gone', status };
  const { lines, toAssay } = await linesOf(ledger, packed, at);
  if (lines.length === 0) return { outcome: 'free', toAssay };
  const endUser = await endUserOf(ledger, packed);
  const dealings = await pastDealings(ledger, packed);
  const event = {
    type: 'licence-applied' as const,
    ...eventHead(Date.parse(at)),
    licence: `LIC-${shipment}`,
    kind: 'single' as const,
    lines: lines.map(({ form, ...line }) => (form === null ? line : { ...line, form })),
    consignee,
    ...(endUser !== null && { endUser }),
    destination,
    ...(dealings.length > 0 && { pastDealings: dealings }),
    validFrom: at,
    validTo: `${Number(at.slice(0, 4)) + 1}${at.slice(4)}`,
  };
  return { outcome: 'drafted', draft: { by: party, event }, toAssay };
}

/** Under each code that a list in force asks a licence for, the net mass of the lots it covers, form by form. */
async function linesOf(ledger: Ledger, { lots, destination }: ShipmentRow, at: string) {
  const register = await readControls(ledger);
  const masses = new Map<string, Omit<DraftLine, 'line'>>();
  const toAssay: string[] = [];
  for (const id of lots) {
    const itinerary = { destination, endUser: null, at, hsCode: null };
    const classified = await classifyLot(ledger, id, itinerary, register);
    if (classified === null) continue;
    const { material, classification } = classified;
    const { verdict, controls } = classification;
    if (verdict === 'refer') toAssay.push(id);
    const { form, netMilligrams } = material;
    for (const code of new Set(controls.filter(({ requires }) => requires === 'licence').map((one) => one.code))) {
      const name = `${code} ${form ?? ''}`;
      const before = masses.get(name)?.netMilligrams ?? 0n;
      masses.set(name, { code, form, netMilligrams: before + (netMilligrams ?? 0n) });
    }
  }
  const lines = [...masses.values()]
    .filter(({ netMilligrams }) => netMilligrams > 0n)
    .map((one, index) => ({ line: String(index + 1), ...one }));
  return { lines, toAssay };
}

/** As the shipment states it, where that is not sealed. */
async function endUserOf(ledger: Ledger, { shipment, lots }: ShipmentRow): Promise<string | null> {
  const packings = await eventsOf(ledger, 'shipment-packed', lots);
  const endUser = packings.findLast(({ event }) => event['shipment'] === shipment)?.event['endUser'];
  return typeof endUser === 'string' ? endUser : null;
}

/** What has left to the same consignee before, the latest first. */
async function pastDealings(ledger: Ledger, { party, consignee }: ShipmentRow): Promise<PastDealing[]> {
  const { database, ledgerId } = ledger;
  const rows = await listShipments(database, ledgerId, { ...SHIPMENTS_READ, party: consignee });
  const dealt = rows
    .filter((row) => row.status === 'exited' && row.party === party && row.consignee === consignee)
    .slice(-DEALINGS_MAX);
  const lots = dealt.flatMap((row) => row.lots);
  const exits = lots.length === 0 ? [] : await eventsOf(ledger, 'shipment-exited', lots);
  const exitedAt = new Map(exits.map(({ event, occurredAt }) => [event['shipment'], occurredAt]));
  return dealt
    .flatMap(({ shipment, netMilligrams }) => {
      const time = exitedAt.get(shipment);
      return time === undefined || netMilligrams === 0n ? [] : [{ shipment, exitedAt: time, netMilligrams }];
    })
    .sort((one, other) => (one.exitedAt > other.exitedAt ? -1 : 1));
}

async function eventsOf(
  { database, ledgerId }: Ledger,
  type: 'shipment-packed' | 'shipment-exited',
  lots: readonly string[],
) {
  const filter = { type, lots, limit: SHIPMENTS_READ.limit, bound: WHOLE_LEDGER };
  const rows = await listEvents(database, ledgerId, filter);
  return rows.flatMap(({ body, occurredAt }) => {
    const parsed = parseEventBytes(body);
    return parsed.ok ? [{ event: parsed.value, occurredAt }] : [];
  });
}

/** Export declarations, and what arrived of what left. */
import { licencesOf, shipmentFileOf } from '../controls/shipment-file.ts';
import { requirePackedShipment } from './decide-shipment.ts';
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { formatKilograms } from '../format-amount.ts';
import { passDeclaration } from './gate-shipment.ts';
import { requireTimeOrder } from './lot-in-use.ts';
import { Refused } from '../refusal.ts';
import { mayAct, ROLES_FOR_ACT } from '../role.ts';
import { addFinding, requireDistinct, requireRole, requireThing, type Ruling } from './ruling.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { ShipmentState } from '../state/state-of-shipments.ts';

/** What is to leave, and under which lines of licences: of these it is reserved. The latest declaration counts. */
export function decideShipmentDeclared(ruling: Ruling, event: EventOf<'shipment-declared'>): void {
  requireRole(ruling, 'declare-shipment');
  const { party } = ruling.actor;
  const shipment = requirePackedShipment(ruling, event.shipment, 'declared');
  if (shipment.party !== party) {
    const message = `shipment ${event.shipment} was packed by ${shipment.party}, the declaration is by ${party}: who packed it declares it`;
    throw new Refused('not-holder', 'shipment', message, { shipment: event.shipment, holder: shipment.party, party });
  }
  const lines = event.licenceLines ?? [];
  requireDistinct(
    'licenceLines',
    lines.map(({ licence, line }) => `${licence} ${line}`),
    'lines of licences',
  );
  requireItsLots(event, shipment);
  const lots = lotsOf(ruling, shipment);
  for (const lot of lots) requireTimeOrder(ruling, lot);
  passDeclaration(ruling, shipment, lots, event);
  const { declared: before } = shipmentFileOf(docketOf(ruling, 'shipment', event.shipment));
  noteInDocket(ruling, 'shipment', event.shipment);
  // A licence that an earlier declaration names, and this one does not, has back what was reserved of it.
  const licences = new Set([...licencesOf(event), ...(before === null ? [] : licencesOf(before.event))]);
  for (const licence of licences) noteInDocket(ruling, 'licence', licence);
}

/** In the order of lot numbers, so that findings come in the same order however the shipment was looked up. */
function lotsOf(ruling: Ruling, { lots }: ShipmentState): LotState[] {
  return lots
    .map((id) => requireThing(ruling, 'shipment', 'lot', id))
    .sort((one, other) => one.lotNumber - other.lotNumber);
}

function requireItsLots({ licenceLines = [] }: EventOf<'shipment-declared'>, { shipment, lots }: ShipmentState): void {
  for (const [index, line] of licenceLines.entries()) {
    for (const lot of line.lots ?? []) {
      if (lots.includes(lot)) continue;
      const message = `lot ${lot} is not in shipment ${shipment}, and licenceLines[${index}] is declared for it: its lots are ${lots.join(', ')}`;
      throw new Refused('not-in-shipment', `licenceLines[${index}].lots`, message, {
        shipment,
        lot,
        lots: lots.join(', '),
      });
    }
  }
}

/** What came in: whoever sent it, has it or let it in says so. More than one may, and of each the latest counts. */
export function decideShipmentArrived(ruling: Ruling, event: EventOf<'shipment-arrived'>): void {
  const shipment = requireThing(ruling, 'shipment', 'shipment', event.shipment);
  const steps = docketOf(ruling, 'shipment', event.shipment);
  const { declared } = shipmentFileOf(steps);
  requireReporter(ruling, shipment, declared?.event ?? null);
  if (shipment.ended !== 'exited') {
    const found = shipment.ended ?? 'packed';
    const message = `shipment ${event.shipment} is ${found}, the event says that it arrived: its exit is recorded first`;
    throw new Refused('not-exited', 'shipment', message, { shipment: event.shipment, expected: 'exited', found });
  }
  const lots = lotsOf(ruling, shipment);
  for (const lot of lots) requireTimeOrder(ruling, lot);
  noteDifference(ruling, shipment, lots, BigInt(event.netMilligrams));
  noteInDocket(ruling, 'shipment', event.shipment);
  for (const licence of declared === null ? [] : licencesOf(declared.event)) noteInDocket(ruling, 'licence', licence);
}

/** Who packed it, its consignee, its end user, or customs. A sealed end user is any party that is one. */
function requireReporter(ruling: Ruling, shipment: ShipmentState, declared: EventOf<'shipment-declared'> | null): void {
  const { party, roles } = ruling.actor;
  if (party === shipment.party || party === shipment.consignee || party === declared?.endUser) return;
  if (mayAct(roles, 'report-arrival')) return;
  const isSealed = declared?.sealed?.endUser !== undefined;
  if (isSealed && roles.includes('end-user')) return;
  const needed = ROLES_FOR_ACT['report-arrival'].join(', ');
  const message = `${party} is ${roles.join(', ')}; that shipment ${shipment.shipment} arrived is said by ${shipment.party}, which packed it, by ${shipment.consignee}, its consignee, by its end user, or by one of: ${needed}`;
  throw new Refused('role', 'type', message, {
    party,
    roles: roles.join(', '),
    exporter: shipment.party,
    consignee: shipment.consignee,
    needed,
  });
}

/** Both masses stay: that less arrives than left is for whoever looks into it, and never refused. */
function noteDifference(
  ruling: Ruling,
  { shipment }: ShipmentState,
  lots: readonly LotState[],
  arrivedMilligrams: bigint,
): void {
  const left = lots.reduce((sum, { remaining }) => sum + (remaining.netMilligrams ?? 0n), 0n);
  const apart = arrivedMilligrams > left ? arrivedMilligrams - left : left - arrivedMilligrams;
  const tolerance = ruling.state.policy?.transferPartsPerMillion ?? 0;
  if (apart * 1_000_000n <= left * BigInt(tolerance)) return;
  const message = `shipment ${shipment} left with ${formatKilograms(left)} net, ${formatKilograms(arrivedMilligrams)} arrived (tolerance ${tolerance.toLocaleString('en')} ppm)`;
  addFinding(ruling, 'arrival-differs', message);
}

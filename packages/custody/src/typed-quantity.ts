/**
 * Quantities as people write them, turned into whole milligrams once, at the edge. Nothing inside knows these forms.
 *
 *   {"net": "1000 t", "moisture": "15 %", "elements": {"Nd": "263.983 kg"}}
 *   {"net": "291.353 kg", "oxides": {"Pr6O11": "56.856 kg", "Nd2O3": "231.583 kg"}}
 *   {"net": "1000 t", "moisture": "15 %", "treo": "0.12 %", "oxideShares": {"Nd2O3": "30.186 %"}}
 *   {"net": "50 kg", "elementShares": {"Nd": "24.2 %", "Dy": "1 %"}}
 *
 * `treo` is the share of all rare-earth oxides in the dry mass; `oxideShares` are shares of TREO, `elementShares` of the
 * dry mass. Masses in kg, t, g and mg must be whole milligrams; what a factor or a percentage makes of them is rounded
 * once, half to even.
 */
import { EXACT_MEMBERS, exactMember, exactQuantity } from './exact-quantity.ts';
import { TypedQuantityError } from './typed-amount.ts';
import { isRecord } from './typed-member.ts';

/**
 * Turns every quantity of an event that is written in people's units into the members that events have. What is in
 * whole milligrams already stays as it is. The value given is not changed.
 */
export function withExactQuantities(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...event };
  // What a correction puts in the place of an event is written as that was.
  if (isRecord(event['replacement'])) result['replacement'] = withExactQuantities(event['replacement']);
  if (isRecord(event['quantity'])) result['quantity'] = exactQuantity(event['quantity'], 'quantity');
  for (const list of ['inputs', 'outputs', 'lines', 'losses'] as const) {
    const items = event[list];
    if (Array.isArray(items)) result[list] = items.map((item, index) => exactItem(item, list, `${list}[${index}]`));
  }
  if (isRecord(event['circuit'])) result['circuit'] = exactCircuit(event['circuit']);
  if (isRecord(event['resolution'])) result['resolution'] = exactItem(event['resolution'], '', 'resolution');
  // Of a shipment that leaves, the net mass stands by itself.
  if (event['type'] === 'shipment-exited' && event['net'] !== undefined) return withExactMember(result, 'net');
  // Of an assay the uncertainty stands beside the quantity.
  if (event['type'] === 'lot-assayed' && event['uncertainty'] !== undefined)
    return withExactMember(result, 'uncertainty');
  return result;
}

/** One amount that stands by itself, beside the quantities. */
function withExactMember(
  event: Readonly<Record<string, unknown>>,
  typed: 'net' | 'uncertainty',
): Record<string, unknown> {
  const member = EXACT_MEMBERS[typed];
  const { [typed]: _, ...others } = event;
  return { ...others, [member.exact]: exactMember(event, typed, member, typed) };
}

/** What is in a circuit before and after a step: typed, `opening` and `closing` hold elements as quantities do. */
function exactCircuit(circuit: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...circuit };
  for (const side of ['opening', 'closing'] as const) {
    const typed = circuit[side];
    if (!isRecord(typed)) continue;
    const path = `circuit.${side}`;
    const member = `${side}ElementMilligrams`;
    if (Object.hasOwn(circuit, member)) throw new TypedQuantityError(path, `is stated beside ${member}: state it once`);
    const { elementMilligrams = {}, ...others } = exactQuantity(typed, path);
    const [other] = Object.keys(others);
    if (other !== undefined) throw new TypedQuantityError(path, `holds elements alone, found ${other}`);
    Reflect.deleteProperty(result, side);
    result[member] = elementMilligrams;
  }
  return result;
}

function exactItem(item: unknown, list: string, path: string): unknown {
  if (!isRecord(item)) return item;
  if (list === 'inputs' || list === 'losses') return exactQuantity(item, path);
  const result = { ...item };
  for (const member of ['quantity', 'measured'] as const) {
    const quantity = item[member];
    if (isRecord(quantity)) result[member] = exactQuantity(quantity, `${path}.${member}`);
  }
  return result;
}

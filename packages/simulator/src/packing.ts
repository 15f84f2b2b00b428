/** What drums and boxes weigh. */
import { between, partOf, spread } from './chance.ts';
import type { Quantity } from './lot.ts';
import type { World } from './world.ts';

/** Gross and tare of a net mass in drums or boxes: the tare is read off the label, so gross − tare is off by a little. */
export function drum(world: World, netMilligrams: bigint): Pick<Quantity, 'grossMilligrams' | 'tareMilligrams'> {
  const tareMilligrams = partOf(netMilligrams, between(world.random, 30_000, 60_000));
  const off = partOf(netMilligrams, spread(world.random, 400));
  return { tareMilligrams, grossMilligrams: netMilligrams + tareMilligrams + off };
}

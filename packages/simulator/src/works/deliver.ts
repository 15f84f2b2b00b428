/** What is sold goes to its buyer, straight or by way of a trader, and the buyer is called to work. */
import { between } from '../chance.ts';
import type { Lot } from '../lot.ts';
import type { Site } from '../site.ts';
import { send } from '../transfers.ts';
import { call, DAY, type World } from '../world.ts';

/** Sends lots to `to`. A trader between has them for some days. */
export function deliver(world: World, from: Site, to: Site, lots: readonly Lot[], trader: Site | null): void {
  if (trader === null || trader === from) {
    send(world, from, to, lots, (arrived) => takeIn(world, to, arrived));
    return;
  }
  send(world, from, trader, lots, (arrived) => {
    const days = between(world.random, 2 * DAY, 15 * DAY);
    world.agenda.plan(trader.clock + days, () => deliver(world, trader, to, arrived, null));
  });
}

/** Lots are at hand now, and somebody comes to work with them. */
function takeIn(world: World, site: Site, lots: readonly Lot[]): void {
  site.stock = [...site.stock, ...lots];
  call(world, site, between(world.random, DAY, 5 * DAY), () => world.works[site.trade]?.(world, site));
}

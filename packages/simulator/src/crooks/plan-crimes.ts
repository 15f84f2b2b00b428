/** Which crooks there are, and when each begins. Invoices and grants of licences are not played yet. */
import { between } from '../chance.ts';
import type { World } from '../world.ts';
import { beyondQuota } from './beyond-quota.ts';
import type { Crook } from './crook.ts';
import { foreignClay } from './foreign-clay.ts';
import { hiddenInBoxes } from './hidden-in-boxes.ts';
import { labelWashing } from './label-washing.ts';
import { madeElsewhere } from './made-elsewhere.ts';
import { madeUpRecords } from './made-up-records.ts';
import { moistureGaming } from './moisture-gaming.ts';
import { monaziteInResidue } from './monazite-in-residue.ts';
import { moreOutThanIn } from './more-out-than-in.ts';
import { neverArrived } from './never-arrived.ts';
import { noHeavyStated } from './no-heavy-stated.ts';
import { oreIntoRecycler } from './ore-into-recycler.ts';
import { overCapacity } from './over-capacity.ts';
import { phantomLot } from './phantom-lot.ts';
import { roundTrip } from './round-trip.ts';
import { sameLicence } from './same-licence.ts';
import { samePaper } from './same-paper.ts';
import { scrapThatNeverWas } from './scrap-that-never-was.ts';
import { shellCompany } from './shell-company.ts';
import { slowDrift } from './slow-drift.ts';
import { smallParcels } from './small-parcels.ts';
import { soldOn } from './sold-on.ts';
import { transshipment } from './transshipment.ts';
import { uncoveredIntake } from './uncovered-intake.ts';
import { weightsThatDiffer } from './weights-that-differ.ts';
import { wrongName } from './wrong-name.ts';
import { wrongSignature } from './wrong-signature.ts';
import { yieldOutOfBand } from './yield-out-of-band.ts';

const CROOKS: readonly Crook[] = [
  moreOutThanIn,
  yieldOutOfBand,
  slowDrift,
  overCapacity,
  oreIntoRecycler,
  scrapThatNeverWas,
  weightsThatDiffer,
  wrongSignature,
  foreignClay,
  samePaper,
  sameLicence,
  smallParcels,
  wrongName,
  hiddenInBoxes,
  transshipment,
  soldOn,
  roundTrip,
  phantomLot,
  shellCompany,
  noHeavyStated,
  madeUpRecords,
  labelWashing,
  moistureGaming,
];

/** They begin when all others have begun, and before the quotas of the last year are allotted. */
const LATE_CROOKS: readonly Crook[] = [beyondQuota, neverArrived, madeElsewhere, monaziteInResidue, uncoveredIntake];
const LATE = 66;

/** Crimes begin between these parts of the time that is looked at, in percent: before, sites show what is usual. */
const EARLIEST = 25;
const LATEST = 65;

/** Drifts and capacities show only over many months: such crooks begin as early as any. */
const SLOW: ReadonlySet<string> = new Set(['D03', 'D05']);

/** Plans the crimes of an industry of `size` millionths of a whole one; each typology is there at least once. */
export function planCrimes(world: World, size: number): void {
  const lasts = world.endsAt - world.beginsAt;
  for (const { rule, count, begin } of CROOKS) {
    const times = Math.max(1, Math.round((count * size) / 1_000_000));
    for (let time = 0; time < times; time += 1) {
      const latest = SLOW.has(rule) ? EARLIEST + 10 : LATEST;
      const at = world.beginsAt + Math.floor(lasts / 1_000) * between(world.random, EARLIEST * 10, latest * 10);
      world.agenda.plan(at, () => begin(world));
    }
  }
  for (const { count, begin } of LATE_CROOKS) {
    for (let time = 0; time < Math.max(1, Math.round((count * size) / 1_000_000)); time += 1) {
      world.agenda.plan(world.beginsAt + (lasts * LATE) / 100, () => begin(world));
    }
  }
}

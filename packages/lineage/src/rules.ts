import type { Rule } from './rule.ts';
import { moreOutThanIn } from './rules/d01-more-out-than-in.ts';
import { yieldOutOfBand } from './rules/d02-yield-out-of-band.ts';
import { oneSidedDrift } from './rules/d03-one-sided-drift.ts';
import { overQuota } from './rules/d04-over-quota.ts';
import { outputAboveCapacity } from './rules/d05-output-above-capacity.ts';
import { oreInRecycling } from './rules/d06-ore-in-recycling.ts';
import { scrapWithoutScrap } from './rules/d07-scrap-without-scrap.ts';
import { weightsDisagree } from './rules/d08-weights-disagree.ts';
import { signatureMisfit } from './rules/d09-signature-misfit.ts';
import { foreignClay } from './rules/d10-foreign-clay.ts';
import { samePaperTwice } from './rules/d11-same-paper-twice.ts';
import { licenceUsedAgain } from './rules/d12-licence-used-again.ts';
import { smallParcels } from './rules/d13-small-parcels.ts';
import { wrongName } from './rules/d14-wrong-name.ts';
import { hiddenGoods } from './rules/d15-hidden-goods.ts';
import { transshipment } from './rules/d16-transshipment.ts';
import { diversion } from './rules/d17-diversion.ts';
import { roundTrip } from './rules/d18-round-trip.ts';
import { phantomLot } from './rules/d19-phantom-lot.ts';
import { shell } from './rules/d20-shell.ts';
import { heavyRareEarthsMissing } from './rules/d21-heavy-rare-earths-missing.ts';
import { madeUpRecords } from './rules/d22-made-up-records.ts';
import { mirrorGap } from './rules/d23-mirror-gap.ts';
import { originLabel } from './rules/d24-origin-label.ts';
import { moistureOrGrade } from './rules/d25-moisture-or-grade.ts';

/**
 * The rules that Lodestone ships with, in the order of their numbers.
 *
 * @public
 */
export const RULES: readonly Rule[] = [
  moreOutThanIn,
  yieldOutOfBand,
  oneSidedDrift,
  overQuota,
  outputAboveCapacity,
  oreInRecycling,
  scrapWithoutScrap,
  weightsDisagree,
  signatureMisfit,
  foreignClay,
  samePaperTwice,
  licenceUsedAgain,
  smallParcels,
  wrongName,
  hiddenGoods,
  transshipment,
  diversion,
  roundTrip,
  phantomLot,
  shell,
  heavyRareEarthsMissing,
  madeUpRecords,
  mirrorGap,
  originLabel,
  moistureOrGrade,
];

import type { Rule } from './rule.ts';
import { moreOutThanIn } from './rules/d01-more-out-than-in.ts';
import { yieldOutOfBand } from './rules/d02-yield-out-of-band.ts';
import { oneSidedDrift } from './rules/d03-one-sided-drift.ts';
import { outputAboveCapacity } from './rules/d05-output-above-capacity.ts';
import { oreInRecycling } from './rules/d06-ore-in-recycling.ts';
import { scrapWithoutScrap } from './rules/d07-scrap-without-scrap.ts';
import { signatureMisfit } from './rules/d09-signature-misfit.ts';
import { foreignClay } from './rules/d10-foreign-clay.ts';
import { samePaperTwice } from './rules/d11-same-paper-twice.ts';
import { licenceUsedAgain } from './rules/d12-licence-used-again.ts';
import { smallParcels } from './rules/d13-small-parcels.ts';
import { wrongName } from './rules/d14-wrong-name.ts';
import { hiddenGoods } from './rules/d15-hidden-goods.ts';
import { heavyRareEarthsMissing } from './rules/d21-heavy-rare-earths-missing.ts';
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
  outputAboveCapacity,
  oreInRecycling,
  scrapWithoutScrap,
  signatureMisfit,
  foreignClay,
  samePaperTwice,
  licenceUsedAgain,
  smallParcels,
  wrongName,
  hiddenGoods,
  heavyRareEarthsMissing,
  moistureOrGrade,
];

import type { Rule } from './rule.ts';
import { moreOutThanIn } from './rules/d01-more-out-than-in.ts';
import { samePaperTwice } from './rules/d11-same-paper-twice.ts';
import { licenceUsedAgain } from './rules/d12-licence-used-again.ts';
import { smallParcels } from './rules/d13-small-parcels.ts';
import { wrongName } from './rules/d14-wrong-name.ts';
import { hiddenGoods } from './rules/d15-hidden-goods.ts';

/**
 * The rules that Lodestone ships with, in the order of their numbers.
 *
 * @public
 */
export const RULES: readonly Rule[] = [
  moreOutThanIn,
  samePaperTwice,
  licenceUsedAgain,
  smallParcels,
  wrongName,
  hiddenGoods,
];

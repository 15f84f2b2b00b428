/** An amount of money, as events state it. No rule calculates with it. */
import * as z from 'zod';

/** In the smallest unit of the currency, such as fen or cent. */
export const moneySchema = z.strictObject({
  minorUnits: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be such as CNY'),
});

import * as z from 'zod';
import { FORMS } from '../material.ts';

/** What a lot is of, as events state it. */
export const materialSchema = z.strictObject({
  form: z.enum(FORMS),
  product: z.string().min(1).max(200),
  grade: z.string().min(1).max(100).optional(),
});

export type Material = z.infer<typeof materialSchema>;

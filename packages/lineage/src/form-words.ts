import type { Form } from '@lodestone/custody/material.ts';
import { kindWords } from './kind-words.ts';

/** Forms that are counted; all others are weighed only, and have no plural. */
const PLURALS: ReadonlyMap<string, string> = new Map<Form, string>([
  ['flake', 'flakes'],
  ['block', 'blocks'],
  ['body', 'bodies'],
  ['magnet', 'magnets'],
  ['assembly', 'assemblies'],
]);

/** A form as a sentence says what goods are: `8 kg of magnets`, `100 kg of mixed oxide`. The stock of a circuit has none. */
export function formWords(form: Form | 'stock' | null): string {
  return form === null ? 'stock' : (PLURALS.get(form) ?? kindWords(form));
}

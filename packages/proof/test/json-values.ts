import fc from 'fast-check';
import type { JsonValue } from '../src/json-value.ts';

const names = fc
  .oneof(
    fc.constantFrom('', '1', '10', '9', 'a', 'constructor', 'toJSON', '\ufb33', '\u{1f602}'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  .filter((name) => name !== '__proto__' && !name.includes('\0'));
const texts = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0'));

/** Random values that restricted JSON can hold: names that JavaScript sorts its own way, every letter, every integer. */
export const jsonValues: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), fc.maxSafeInteger(), texts) as fc.Arbitrary<JsonValue>,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
})).value;

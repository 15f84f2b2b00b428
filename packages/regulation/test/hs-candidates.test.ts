import type { ControlledMaterial } from '@lodestone/custody/controls/controlled-material.ts';
import type { Form } from '@lodestone/custody/material.ts';
import { expect, test } from 'vitest';
import { hsCandidates, readConditions } from '../src/hs-candidates.ts';

const codesOf = (form: Form | null, elementMilligrams: ControlledMaterial['elementMilligrams']) => {
  const material = { form, product: null, grade: null, netMilligrams: null, elementMilligrams, notDetected: [] };
  return hsCandidates(material, 'CN').map(({ code, conditions }) => `${code} ${conditions ?? '-'}`);
};

test('an oxide of one element has a line of its own, a mixture with a listed one another', () => {
  expect(codesOf('oxide', { Dy: 9_000n, Tb: 1_000n })).toContain('2846901500 34Bxy');
  expect(codesOf('oxide', { Dy: 8_999n, Tb: 1_001n })).not.toContain('2846901500 34Bxy');
  expect(codesOf('oxide', { Dy: 8_999n, Tb: 1_001n })).toContain('2846901993 34Bxy');
  expect(codesOf('oxide', { Pr: 1n, Nd: 3n })).toEqual(['2846901999 4Bxy']);
  expect(codesOf('oxide', { Nd: 7n, Eu: 3n })).toContain('2846901992 -');
});

test('magnets and metals have theirs, and what has no form has none', () => {
  expect(codesOf('magnet', { Nd: 1n })[0]).toBe('8505111000 3');
  expect(codesOf('metal', { Dy: 1n })).toEqual(['2805301200 34Bxy', '2805301990 4Bxy']);
  expect(codesOf(null, { Nd: 1n })).toEqual([]);
});

test('a condition with 3 and 4 asks for two licences', () => {
  expect(readConditions('34B')).toEqual(['a dual-use export licence', 'an export licence']);
  expect(readConditions('4Bxy')).toEqual(['an export licence']);
  expect(readConditions(null)).toEqual([]);
});

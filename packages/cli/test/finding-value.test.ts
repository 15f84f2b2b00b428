import { expect, test } from 'vitest';
import { showFinding } from '../src/answers/finding-value.ts';
import { toJson } from '../src/output/json-text.ts';

const jsonOf = (numbers: Readonly<Record<string, string | number>>): unknown =>
  JSON.parse(toJson(showFinding({ id: 'D01/x', numbers })));

test('a mass of a finding is a number of milligrams, and nothing else that has digits is', () => {
  const others = { hsCode: '3214900000', steps: 5, grade: 0.04682, element: 'Dy', figures: 'Y 964 La 142281' };
  expect(jsonOf({ givenMilligrams: '3766609796', lostMilligrams: '-1', shareMilligramsMax: '7', ...others })).toEqual({
    id: 'D01/x',
    numbers: { givenMilligrams: 3_766_609_796, lostMilligrams: -1, shareMilligramsMax: 7, ...others },
  });
});

test('a mass that readers of JSON would round stays a text of its digits', () => {
  expect(jsonOf({ madeMilligrams: '9007199254740993', someMilligrams: 'below 2 kg' })).toMatchObject({
    numbers: { madeMilligrams: '9007199254740993', someMilligrams: 'below 2 kg' },
  });
});

import { expect, test } from 'vitest';
import { unexplainedMasses } from '../src/weigh-step.ts';

test.each([
  ['as much as it took', { Nd: 5n, Pr: 2n }, { Nd: 5n, Pr: 2n }, {}],
  ['less than it took', { Nd: 4n }, { Nd: 5n, Pr: 2n }, {}],
  ['more of one element, less of another', { Nd: 7n, Pr: 1n }, { Nd: 5n, Pr: 2n }, { Nd: 2n }],
  ['what it knew nothing of', { Dy: 1n }, { Nd: 5n }, { Dy: 1n }],
  ['none of an element that it states', { Dy: 0n }, {}, {}],
  ['nothing', {}, { Nd: 5n }, {}],
])('a step that gave %s', (_, given, taken, unexplained) => {
  expect(unexplainedMasses(given, taken)).toEqual(unexplained);
});

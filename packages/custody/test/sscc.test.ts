import { expect, test } from 'vitest';
import { findSsccProblem } from '../src/sscc.ts';

/** The example of the GS1 EPC Tag Data Standard. */
const GOOD = '106141412345678908';

test.each([
  GOOD,
  `https://id.gs1.org/00/${GOOD}`,
  'urn:epc:id:sscc:0614141.1234567890',
  '000000000000000000',
  'DRUM-17',
  '12345',
])('%s is good, or no SSCC', (id) => {
  expect(findSsccProblem(id)).toBeNull();
});

test('every wrong check digit is shown with the right one', () => {
  for (const digit of '012345679') {
    expect(findSsccProblem(`${GOOD.slice(0, -1)}${digit}`)).toBe(
      `is an SSCC with the check digit ${digit}, and 8 is right: ${GOOD}`,
    );
  }
});

test('every single digit typed wrong is noticed', () => {
  for (let place = 0; place < GOOD.length - 1; place++) {
    for (const digit of '0123456789') {
      if (digit === GOOD[place]) continue;
      expect(findSsccProblem(GOOD.slice(0, place) + digit + GOOD.slice(place + 1))).not.toBeNull();
    }
  }
});

test('a Digital Link is held to its check digit too', () => {
  expect(findSsccProblem(`https://example.org/00/${GOOD.slice(0, -1)}7`)).toContain('8 is right');
});

test.each([
  'urn:epc:id:sscc:0614141.12345678908',
  'urn:epc:id:sscc:06141411234567890',
  'urn:epc:id:sscc:0614141.123456789X',
  'urn:epc:id:sscc:0614141.123.4567890',
])('%s has not the 17 digits of the form of EPC', (id) => {
  expect(findSsccProblem(id)).toContain('there are 17 digits, none of them the check digit');
});

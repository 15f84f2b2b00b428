import { expect, test } from 'vitest';
import { moneyText } from '../src/money-text.ts';

test('money is shown in its currency, with as many digits as that has', () => {
  expect(moneyText(123_456_789n, 'CNY')).toBe('1,234,567.89');
  expect(moneyText(7n, 'EUR')).toBe('0.07');
  expect(moneyText(1_234n, 'JPY')).toBe('1,234');
  expect(moneyText(1_234n, 'KWD')).toBe('1.234');
  expect(moneyText(1_234n, 'QQQ')).toBe('12.34');
});

import { describe, expect, test } from 'vitest';
import { fitColumns, padColumns, printable, measureColumns } from '../src/plain-text.ts';

describe('text for one line', () => {
  test('loses what steers a terminal, breaks the line or turns it round', () => {
    expect(printable('a\u001b[31mb\nc\u202ed\u0000')).toBe('a�[31mb�c�d�');
    expect(printable('Dy₂O₃ 99.9 %, 氧化镝 é')).toBe('Dy₂O₃ 99.9 %, 氧化镝 é');
  });

  test('is as wide as it looks', () => {
    expect(measureColumns('magnet')).toBe(6);
    expect(measureColumns('氧化镝')).toBe(6);
    expect(measureColumns('e\u0301')).toBe(1);
    expect(padColumns('氧', 4)).toBe('氧  ');
    // Rare characters of names, squared words, brackets and pictures are wide as well; halfwidth letters are not.
    expect(['𠮷', '㈱', '（', '🧲', 'ｱ', '①'].map(measureColumns)).toEqual([2, 2, 2, 2, 1, 1]);
  });

  test('is cut to the columns there are, never in the middle of a character', () => {
    expect(fitColumns('sintered', 8)).toBe('sintered');
    expect(fitColumns('sintered blocks', 10)).toBe('sintered…');
    expect(fitColumns('氧化镝氧化镝', 6)).toBe('氧化…');
    expect(fitColumns('🧲🧲🧲', 4)).toBe('🧲…');
  });
});

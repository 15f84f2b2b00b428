import { describe, expect, it } from 'vitest';
import type { Role } from '@lodestone/custody/role.ts';
import { shell } from '../../src/rules/d20-shell.ts';
import { findingsOf, observed } from '../../testing/observations.ts';

const START = observed.party({ registered: 'OPERATOR', identifiers: { phone: '+86 10 5555' } });

interface JoinOptions {
  readonly roles?: readonly Role[];
  readonly identifiers?: Readonly<Record<string, string>>;
}

function joins(day: number, { roles = ['trader'], identifiers = {} }: JoinOptions = {}) {
  return observed.party({ eventNumber: day, registered: 'SHELL', roles, identifiers });
}

/** Goods come in and go out again, so many times. */
function deals(day: number, count: number, supplier = 'S', buyer = 'B') {
  return Array.from({ length: count }, (_, index) => [
    observed.receipt({ eventNumber: day + index, consignor: supplier, consignee: 'SHELL', party: 'SHELL' }),
    observed.dispatch({ eventNumber: day + index, consignor: 'SHELL', consignee: buyer, party: 'SHELL' }),
  ]).flat();
}

describe('D20 shell or related party', () => {
  it('finds a new trader between one supplier and one buyer', () => {
    const [finding, ...others] = findingsOf(shell, [START, joins(40), ...deals(50, 2)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'medium', party: 'SHELL', others: ['S', 'B'] });
    expect(finding?.sentence).toBe(
      'SHELL makes nothing, takes from S alone and passes on to B alone, and joined 11 days ago',
    );
  });

  it('leaves an older trader alone, and those that were there when the ledger began', () => {
    expect(findingsOf(shell, [START, joins(40), ...deals(218, 2)])).toHaveLength(1);
    expect(findingsOf(shell, [START, joins(40), ...deals(220, 2)])).toEqual([]);
    expect(findingsOf(shell, [START, joins(30), ...deals(50, 2)])).toEqual([]);
  });

  it('leaves one deal alone, and takes the finding back once there are more partners', () => {
    expect(findingsOf(shell, [START, joins(40), ...deals(50, 1)])).toEqual([]);
    expect(findingsOf(shell, [START, joins(40), ...deals(50, 2), ...deals(60, 1, 'S', 'OTHER')])).toEqual([]);
  });

  it('leaves those alone that make something', () => {
    expect(findingsOf(shell, [START, joins(40, { roles: ['trader', 'refiner'] }), ...deals(50, 2)])).toEqual([]);
    const made = observed.step({ eventNumber: 45, party: 'SHELL', step: 'milling' });
    expect(findingsOf(shell, [START, joins(40), made, ...deals(50, 2)])).toEqual([]);
    const packed = observed.step({ eventNumber: 45, party: 'SHELL', step: 'repack' });
    expect(findingsOf(shell, [START, joins(40), packed, ...deals(50, 2)])).toHaveLength(1);
  });

  it('finds an old one that shares a telephone number, however it is written, and is less sure', () => {
    const related = joins(1, { identifiers: { phone: '+86-10-5555' } });
    const [finding] = findingsOf(shell, [START, related, ...deals(50, 2)]);
    expect(finding).toMatchObject({ severity: 'low', others: ['S', 'B', 'OPERATOR'] });
    expect(finding?.sentence).toContain('has the same phone as OPERATOR');
  });

  it('names ten of those that share it, and counts the others', () => {
    const others = Array.from({ length: 12 }, (_, index) => {
      return observed.party({ eventNumber: 2, registered: `P-${index}`, identifiers: { phone: '86105555' } });
    });
    const related = joins(3, { identifiers: { phone: '+86-10-5555' } });
    const [finding] = findingsOf(shell, [START, ...others, related, ...deals(50, 2)]);
    expect(finding?.sentence).toMatch(/the same phone as OPERATOR, P-0, .*, P-8 and 3 more$/);
    expect(finding?.others).toHaveLength(15);
  });
});

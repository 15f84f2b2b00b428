import { describe, expect, it } from 'vitest';
import { samePaperTwice } from '../../src/rules/d11-same-paper-twice.ts';
import { findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const SHA256 = 'ab'.repeat(32);

function dispatch(eventNumber: number, lot: string, seals: readonly string[], party = 'MAKER') {
  const lines = [partOf(lotOf({ lot }))];
  return observed.dispatch({ eventNumber, party, consignor: party, transfer: `T-${eventNumber}`, seals, lines });
}

/** The seal of a transfer on another one, so many days into the year. */
function resealed(day: number) {
  return [dispatch(1, 'LOT-A', ['S-9']), dispatch(day, 'LOT-B', ['S-9'])];
}

function unit(eventNumber: number, seal: string, lots: readonly string[]) {
  return observed.unit({ eventNumber, unit: `U-${eventNumber}`, seal, lots });
}

function exit(eventNumber: number, declaration: string | null) {
  return observed.exit({ eventNumber, shipment: `S-${eventNumber}`, declaration });
}

/** A certificate for LOT-B that an earlier event named for LOT-A. */
function reused({ noticed = true, about = 'LOT-B', occurredAt = '2026-01-01T00:00:00Z' } = {}) {
  const notices = noticed ? [{ code: 'document-reused' as const, message: `certificate (SHA-256 ${SHA256}) …` }] : [];
  const earlier = [{ event: 'EV-1', occurredAt, party: 'OTHER', about: ['LOT-A'] }];
  return observed.document({ eventNumber: 2, sha256: SHA256, about: [about], earlier, notices });
}

function ticket(eventNumber: number, name: string, lot: string, sha256 = `${eventNumber}`.repeat(64)) {
  return observed.document({ eventNumber, documentKind: 'weighbridge-ticket', name, about: [lot], sha256 });
}

describe('D11 same paper twice', () => {
  it('finds a document that stands for a lot which no step links to the one before', () => {
    const [finding, ...others] = findingsOf(samePaperTwice, [reused()]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'medium', lots: ['LOT-A', 'LOT-B'], others: ['OTHER'] });
    expect(finding?.sentence).toContain('stood for LOT-A in event EV-1 and stands for LOT-B here');
  });

  it('says when the document stood for the other lot, and how far apart the two are, whichever was first', () => {
    const [later] = findingsOf(samePaperTwice, [reused({ occurredAt: '2024-12-02T06:00:00Z' })]);
    expect(later).toMatchObject({ from: '2024-12-02T06:00:00Z', to: reused().occurredAt, numbers: { daysApart: 396 } });
    expect(later?.sentence).toContain(
      'stands for LOT-B here, 396 days apart, and no step links the two: one paper for two things',
    );
    const [datedAhead] = findingsOf(samePaperTwice, [reused({ occurredAt: '2026-01-09T00:00:00Z' })]);
    expect(datedAhead).toMatchObject({ from: reused().occurredAt, to: '2026-01-09T00:00:00Z' });
  });

  it('leaves a certificate alone that custody found linked, and one for the same lot', () => {
    expect(findingsOf(samePaperTwice, [reused({ noticed: false })])).toEqual([]);
    expect(findingsOf(samePaperTwice, [reused({ about: 'LOT-A' })])).toEqual([]);
  });

  it('finds a seal of one party on two transfers and on two units', () => {
    const twice = [dispatch(1, 'LOT-A', ['CN-0042']), dispatch(2, 'LOT-B', ['CN-0042'])];
    expect(findingsOf(samePaperTwice, twice)).toMatchObject([{ severity: 'medium', lots: ['LOT-A', 'LOT-B'] }]);
    const foreign = [dispatch(1, 'LOT-A', ['CN-0042']), dispatch(2, 'LOT-B', ['CN-0042'], 'OTHER')];
    expect(findingsOf(samePaperTwice, foreign)).toEqual([]);
    expect(findingsOf(samePaperTwice, [unit(1, 'S-9', ['A']), unit(2, 'S-9', ['B'])])).toHaveLength(1);
  });

  it('leaves goods alone that travel on under their seal, and a transfer with the seal of its unit', () => {
    expect(findingsOf(samePaperTwice, [dispatch(1, 'LOT-A', ['S-9']), dispatch(2, 'LOT-A', ['S-9'])])).toEqual([]);
    expect(findingsOf(samePaperTwice, [unit(1, 'S-9', ['LOT-A']), dispatch(2, 'LOT-B', ['S-9'])])).toEqual([]);
  });

  it('forgets a seal after its window, and not a day before', () => {
    expect(findingsOf(samePaperTwice, resealed(401))).toHaveLength(1);
    expect(findingsOf(samePaperTwice, resealed(402))).toEqual([]);
  });

  it('finds a declaration that two shipments left under', () => {
    const [finding] = findingsOf(samePaperTwice, [exit(1, 'D-77'), exit(2, 'D-77'), exit(3, null), exit(4, null)]);
    expect(finding).toMatchObject({ shipments: ['S-1', 'S-2'], party: 'MAKER' });
  });

  it('finds another file under the number of a ticket, not the same file and not a number of seven digits', () => {
    const [finding] = findingsOf(samePaperTwice, [ticket(1, 'WB-2026-0042', 'A'), ticket(2, 'WB-2026-0042', 'B')]);
    expect(finding).toMatchObject({ severity: 'low', lots: ['A', 'B'] });
    expect(findingsOf(samePaperTwice, [ticket(1, 'WB-0420042', 'A'), ticket(2, 'WB-0420042', 'B')])).toEqual([]);
    const copy = [ticket(1, 'WB-2026-0042', 'A', SHA256), ticket(2, 'WB-2026-0042', 'B', SHA256)];
    expect(findingsOf(samePaperTwice, copy)).toEqual([]);
  });
});

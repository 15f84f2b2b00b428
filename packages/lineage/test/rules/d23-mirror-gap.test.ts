import { describe, expect, it } from 'vitest';
import type { TradeGapFigures } from '../../src/observed-filings.ts';
import { mirrorGap } from '../../src/rules/d23-mirror-gap.ts';
import { findingsOf, observed } from '../../testing/observations.ts';

const figures = (gapKilograms: number, said: Partial<TradeGapFigures> = {}): TradeGapFigures => ({
  exporter: 'CN',
  importer: 'DE',
  hsCode: '850511',
  fromMonth: '2026-01',
  toMonth: '2026-06',
  lagMonths: 2,
  exportsMilligrams: 100_000_000n,
  importsMilligrams: 100_000_000n - BigInt(Math.round(gapKilograms * 1_000_000)),
  gapMilligrams: BigInt(Math.round(gapKilograms * 1_000_000)),
  ...said,
});

const opened = (gapKilograms: number, said: Partial<TradeGapFigures> = {}) =>
  observed.tradeGap({ eventNumber: 1, figures: figures(gapKilograms, said) });

const then = (status: 'explained' | 'agreed' | 'disputed') =>
  observed.tradeGap({ eventNumber: 2, party: 'MAGNETS-D', status, reason: 'it went by sea' });

describe('D23 mirror gap', () => {
  it('finds a gap of more than a tenth of the exports', () => {
    const [finding] = findingsOf(mirrorGap, [opened(11)]);
    expect(finding).toMatchObject({ id: 'D23/MT-CN-DE-850511-202601-202606', severity: 'low', party: null });
    expect(finding?.sentence).toBe(
      'CN states 100 kg of 850511 exported to DE, which states 89 kg imported from 2026-01 to 2026-06: 11 kg (11 % of the exports) cannot be under way',
    );
    expect(findingsOf(mirrorGap, [opened(10)])).toEqual([]);
    expect(findingsOf(mirrorGap, [opened(30)])).toMatchObject([{ severity: 'medium' }]);
  });

  it('leaves figures alone that allowed for less than two months', () => {
    expect(findingsOf(mirrorGap, [opened(50, { lagMonths: 1 })])).toEqual([]);
  });

  it('follows what is said of it until it is agreed', () => {
    const [explained] = findingsOf(mirrorGap, [opened(50), then('explained')]);
    expect(explained).toMatchObject({ severity: 'low', events: ['EV-1', 'EV-2'] });
    expect(explained?.sentence).toMatch(/cannot be under way; explained by MAGNETS-D: it went by sea$/);
    expect(findingsOf(mirrorGap, [opened(50), then('explained'), then('disputed')])).toMatchObject([
      { severity: 'medium' },
    ]);
    expect(findingsOf(mirrorGap, [opened(50), then('agreed')])).toEqual([]);
  });

  it('names the shipments that are said to show it, over the months that it is about', () => {
    const stated = observed.tradeGap({ eventNumber: 1, figures: figures(50), shipments: ['SHIP-1', 'SHIP-2'] });
    const explained = observed.tradeGap({ eventNumber: 2, status: 'explained', shipments: ['SHIP-2', 'SHIP-3'] });
    const anew = observed.tradeGap({ eventNumber: 3, figures: figures(40), shipments: ['SHIP-4'] });
    const [first] = findingsOf(mirrorGap, [stated]);
    expect(first).toMatchObject({ shipments: ['SHIP-1', 'SHIP-2'], from: '2026-01-01T00:00:00.000Z' });
    expect(findingsOf(mirrorGap, [stated, explained])).toMatchObject([{ shipments: ['SHIP-1', 'SHIP-2', 'SHIP-3'] }]);
    expect(findingsOf(mirrorGap, [stated, explained, anew])).toMatchObject([{ shipments: ['SHIP-4'] }]);
  });

  it('is gone where the gap is opened anew and smaller', () => {
    const smaller = observed.tradeGap({ eventNumber: 3, figures: figures(5) });
    expect(findingsOf(mirrorGap, [opened(50), smaller])).toEqual([]);
  });
});

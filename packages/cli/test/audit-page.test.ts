import type { AuditReport } from '@lodestone/ledger/audit/audit-report.ts';
import { describe, expect, test } from 'vitest';
import { formatAuditPage } from '../src/pages/audit-page.ts';
import { escapeText, html } from '../src/pages/html-text.ts';

/** A report in which nothing is left out, with every text made by `text`. */
function reportWith(text: (plain: string) => string): AuditReport {
  const failure = { position: 3, ordinal: 1, expected: text('a'), found: text('b'), message: text('c') };
  return {
    v: 1,
    madeAt: '2026-11-22T08:00:00.000Z',
    source: { kind: 'folder', place: text('/media/usb') },
    ledger: text('example.org/first#x'),
    verdict: {
      verdict: 'invalid',
      passes: ['chain', 'rules', 'views'],
      level: 'checkpoint',
      checkpoint: { size: 3, root: text('root') },
      witnesses: [{ name: text('witness'), witnessedAt: '2026-11-22T08:00:00.000Z' }],
      timestamp: null,
      reach: { chain: 4, checkpoint: 3, witnessed: null },
      entries: 4,
      events: 9,
      head: { size: 4, leafHash: text('leaf'), root: text('root') },
      keys: { heldByLedger: 1, recovery: 1, stolen: { keys: 1, entries: 2, events: 3 } },
      failures: [
        { kind: 'rule', ...failure },
        { kind: 'head', ...failure, position: null, ordinal: null },
      ],
      failuresOmitted: 5,
    },
    passes: [{ name: 'chain', entries: 4, events: 9, seconds: 1.25 }],
    failuresByKind: [{ kind: 'rule', count: 1 }],
    trust: {
      keys: [text('vkey')],
      keptCheckpoints: [{ origin: text('o'), size: 3, root: text('r') }],
      witnesses: [text('w')],
    },
    checkpoints: 2,
    leftOverFiles: 1,
    tally: {
      recordedFrom: '2026-03-01T08:00:00.000Z',
      recordedUntil: '2026-03-02T08:00:00.000Z',
      eventTypes: [{ type: text('lot-created'), count: 2 }],
      findings: [{ code: text('code'), count: 30, first: [{ position: 1, ordinal: 0, message: text('odd') }] }],
      parties: [{ party: text('P'), name: text('Name'), country: text('CN'), roles: [text('mine')] }],
      keys: [
        {
          key: text('ed25519:x'),
          party: text('P'),
          heldBy: 'ledger',
          recovery: true,
          enrolled: { position: 1, ordinal: 0 },
          revoked: { position: 2, ordinal: 0, reason: text('lost') },
        },
      ],
      openDisputes: [{ transfer: text('T'), lot: text('L'), position: 2, ordinal: 0 }],
      flows: [{ name: text('mined'), elementMilligrams: { Nd: 1_500_000n, Dy: 1n } }],
      stocks: [{ name: text('held'), elementMilligrams: { Nd: 1_500_000n } }],
      differenceMilligrams: { Dy: 1n },
    },
  };
}

const PROGRAM = { version: '0.1.0' };
const pageOf = (text: (plain: string) => string) => formatAuditPage(reportWith(text), PROGRAM);
const markupOf = (page: string) => page.match(/<[^>]*>/g) ?? [];
const plain = pageOf((text) => text);

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title></style></code><iframe src=//example.org>',
  '<!--',
  ']]>',
  '&lt;script&gt;',
  '\u202ednim ruoy egnahc\u202c',
  'a\u0000b\u001b[31mc',
  '\ufeff\u200b\u2028',
];

describe('the page', () => {
  test.each(HOSTILE)('keeps its markup whatever a text in the ledger says: %j', (hostile) => {
    const page = pageOf(() => hostile);
    expect(markupOf(page)).toEqual(markupOf(plain));
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200b\u2028\u202a-\u202e\ufeff]/u);
  });

  test('shows every text that it was given', () => {
    let made = 0;
    const page = pageOf((text) => `${text}-${(made += 1)}-`);
    const shown = Array.from({ length: made }, (_, index) => index + 1).filter((index) => page.includes(`-${index}-`));
    expect(shown).toHaveLength(made);
  });

  test('runs nothing, and fetches nothing', () => {
    expect(plain).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(|@import|src=|href=/i);
    expect(plain).toContain(`default-src 'none'`);
  });

  test('has as many parties as anybody reads, and counts the others', () => {
    const report = reportWith((text) => text);
    const [party] = report.tally.parties;
    if (party === undefined) throw new Error('the report has no party');
    const parties = Array.from({ length: 1_234 }, () => party);
    const page = formatAuditPage({ ...report, tally: { ...report.tally, parties } }, PROGRAM);
    expect(page.match(/<td>Name<\/td>/g)).toHaveLength(1_000);
    expect(page).toContain('… and 234 more');
  });

  test('says what a reader must not miss', () => {
    for (const text of [
      'INVALID · 7 differences',
      '5 more were counted',
      '… and 29 more',
      'The sums differ for Dy',
      '1.500000',
      '0.000001',
    ]) {
      expect(plain).toContain(text);
    }
  });
});

test('text is escaped once, and markup not at all', () => {
  expect(escapeText('a & b < c')).toBe('a &amp; b &lt; c');
  expect(escapeText(`"'>`)).toBe('&quot;&#39;&gt;');
  expect(html`<p>${['<', html`<b>${'&'}</b>`, null, 7]}</p>`.markup).toBe('<p>&lt;<b>&amp;</b>7</p>');
  expect(escapeText('Nd₂O₃ 钕 é \u{1F9F2}')).toBe('Nd₂O₃ 钕 é \u{1F9F2}');
});

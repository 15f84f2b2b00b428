import type { CaseFile } from '@lodestone/ledger/evidence/case-file.ts';
import { makeClaims } from '@lodestone/lineage/claims/make-claims.ts';
import { invalidVerdict } from '@lodestone/evidence/verdict.ts';
import { lineageBuilder } from '@lodestone/lineage/testing/lineage-builder.ts';
import { traceUp } from '@lodestone/lineage/trace/trace.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { describe, expect, test } from 'vitest';
import { formatCasePage } from '../src/pages/case-page.ts';

// Names are whatever parties chose to call themselves and their goods.
const HOSTILE = `<script>alert("1")</script></svg><img src=x onerror='alert(2)'>`;
type CaseFinding = CaseFile['findings'][number];

const CHINESE = '江西离子型稀土矿 株式会社モーター';

const FINDING: CaseFinding = {
  id: 'D11/1',
  rule: 'D11',
  version: 1,
  family: 'paper',
  severity: 'medium',
  party: 'MINE',
  facility: null,
  lots: ['LOAD-3'],
  shipments: [],
  others: [],
  events: [],
  from: '2026-03-01T08:00:00.000Z',
  to: '2026-03-02T08:00:00.000Z',
  numbers: { uses: 2 },
  sentence: `one ticket ${HOSTILE}, two lots`,
  clears: CHINESE,
  corroboration: [],
  ranked: 'evidence of one kind',
  facts: 'now',
  status: 'open',
  answer: null,
  closing: null,
};

function caseFile(name: string, findings: readonly CaseFinding[] = []): CaseFile {
  const builder = lineageBuilder();
  const loads = Array.from({ length: 40 }, (_, index) => `LOAD-${index}`);
  for (const load of loads) builder.origin(load, { Nd: 10n }, { party: name, form: 'ore' });
  builder.step({
    name: 'leaching',
    inputs: Object.fromEntries(loads.map((load) => [load, { Nd: 10n }])),
    outputs: { LIQUOR: { Nd: 400n } },
  });
  const subject = builder.shipment('SHP-1', ['LIQUOR']);
  const verdict = invalidVerdict({ kind: 'digest', field: 'digest', expected: 'A', found: 'B', message: name });
  return {
    v: 1,
    ledger: 'example.org/case#hash',
    madeAt: '2026-11-23T08:00:00.000Z',
    head: { size: 3, leafHash: 'hash' },
    subject: { kind: 'shipment', id: 'SHP-1' },
    shipment: null,
    trace: traceUp(builder.graph, subject),
    claims: makeClaims(builder.graph, subject, { date: '2027-01-01', notIn: [] }),
    findings,
    notices: [{ event: '1.0', code: 'document-reused', message: name }],
    parties: [
      {
        party: 'MINE',
        name,
        country: 'CN',
        roles: ['mine'],
        keys: 1,
        keysHeldByLedger: 1,
        madeLots: 40,
        heldLots: 41,
        acts: 2,
      },
    ],
    documents: [{ sha256: 'hash', kind: name, name, events: ['1.0'], about: ['LOAD-1', 'LOAD-2'], bytes: null }],
    timeline: [
      {
        position: 1,
        ordinal: 0,
        eventId: 'id',
        digest: digestFromBytes(new Uint8Array(32)),
        type: 'lot-created',
        occurredAt: '2026-03-01T08:00:00.000Z',
        recordedAt: '2026-03-02T08:00:00.000Z',
        witnessedAt: null,
        party: name,
        onBehalfOf: null,
        findings: [],
        corrections: [],
        stolenKey: null,
        event: { type: 'lot-created', lot: name },
      },
    ],
    timelineOmitted: 3,
    evidence: { file: 'case.bundle', bytes: 3, verdict },
  };
}

const PARTS = { version: '0.1.0', evidence: new Uint8Array([1, 2, 3]) };

describe('the page of a case', () => {
  test('takes nothing that a name says for markup, wherever the name stands', () => {
    const page = formatCasePage(caseFile(HOSTILE, [FINDING]), PARTS);
    expect(page).not.toMatch(/<script|<img|onerror='/i);
    expect(page.match(/<\/svg>/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('says what of the lineage is in question, and not that primary material is not recycled', () => {
    const file = caseFile('MINE');
    expect(formatCasePage(file, PARTS)).not.toContain('in question');
    expect(formatCasePage(file, PARTS)).not.toContain('<li>not supported: “Some of the Nd');
    const missing = [{ lot: 'LOAD-3', why: 'in-dispute', reason: HOSTILE }] as const;
    const page = formatCasePage({ ...file, trace: { ...file.trace, missing } }, PARTS);
    expect(page).toContain('<li>missing or in question: 1 in dispute</li>');
    expect(page).toContain('<td>LOAD-3</td><td>in dispute</td><td>&lt;script&gt;');
  });

  test('says of a finding why it stands where it stands, its figures in units, and the id to answer it by', () => {
    const numbers = { missingMilligrams: '5000000', uses: 2 };
    const page = formatCasePage(caseFile('Mine', [{ ...FINDING, numbers }]), PARTS);
    expect(page).toContain('<p>Evidence of one kind.</p>');
    expect(page).toContain(`· missing 5 kg, uses 2 · id <code>${FINDING.id}</code>`);
  });

  test('counts what is open, and shows what was said of what is closed', () => {
    const said = { event: 'EV-9', occurredAt: '2026-04-01T08:00:00.000Z', party: 'OFFICE', isClosing: true };
    const closing = { ...said, stated: 'now', outcome: 'cleared', reason: HOSTILE };
    const page = formatCasePage(caseFile('Mine', [{ ...FINDING, status: 'closed', closing }]), PARTS);
    expect(page).toContain('<strong>No findings, 1 closed, 1 notice at recording</strong>');
    expect(page).toContain('medium · D11 · closed');
    expect(page).toContain('<p>cleared, says OFFICE on 2026-04-01: &lt;script&gt;');
    const before = { ...closing, stated: 'before' };
    const reopened = formatCasePage(caseFile('Mine', [{ ...FINDING, status: 'reopened', closing: before }]), PARTS);
    expect(reopened).toContain('<strong>1 finding (1 medium)');
    expect(reopened).toContain('before it stated what it states now');
  });

  test('shows names of any script as they are', () => {
    const page = formatCasePage(caseFile(CHINESE, [FINDING]), PARTS);
    expect(page).toContain(`<td>${CHINESE}</td>`);
    // A box has room for 26 columns, and these characters are two wide.
    expect(page).toContain('>CN · 江西离子型稀土矿 株…</text>');
  });

  test('draws forty loads of ore as one box, red where a finding names one of them, and the shipment below', () => {
    const page = formatCasePage(caseFile('MINE', [FINDING]), PARTS);
    expect(page.match(/<rect /g)).toHaveLength(3);
    expect(page).toMatch(/<g class="origin flagged"><title>LOAD-0, LOAD-1, /);
    expect(page).toContain('>40 lots</text>');
    expect(page).toMatch(/<g class="subject" id="drawn-subject"><title>SHP-1<\/title>/);
    expect(page).not.toContain('full size');
    expect(formatCasePage(caseFile('MINE'), PARTS)).not.toContain('flagged"');
  });

  test('shows a drawing that is wider than the page as a whole first', () => {
    const builder = lineageBuilder();
    const mines = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    for (const mine of mines) builder.origin(`ORE-${mine}`, { Nd: 1n }, { party: `MINE-${mine}` });
    builder.step({
      inputs: Object.fromEntries(mines.map((mine) => [`ORE-${mine}`, { Nd: 1n }])),
      outputs: { MIX: { Nd: 7n } },
    });
    const trace = traceUp(builder.graph, builder.shipment('SHP-1', ['MIX']));
    const page = formatCasePage({ ...caseFile('MINE'), trace }, PARTS);
    expect(page).toContain('<div class="drawing wide"><label><input type="checkbox"> full size');
    expect(page).toContain('<a href="#drawn-subject">');
    expect(page.match(/id="drawn-subject"/g)).toHaveLength(1);
  });

  test('holds its evidence, and says what it leaves out', () => {
    const page = formatCasePage(caseFile('MINE'), PARTS);
    expect(page).toContain('<a download="case.bundle" href="data:application/octet-stream;base64,AQID">');
    expect(page).toContain('3 earlier events left out');
  });
});

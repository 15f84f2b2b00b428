import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseFile } from '@lodestone/ledger/evidence/case-file.ts';
import { expect, test } from 'vitest';
import { demoPlace, testShown, testShownFits } from './demo-place.ts';
import { shownCommands } from './docs-commands.ts';

// What the pages about claims and cases show is what the demo's chain gives, to the character.

const shown = [...(await shownCommands('claims.md')), ...(await shownCommands('cases.md'))];

const place = await demoPlace();

testShown(place, shown, 2);
testShownFits(shown);

test('a country that there is not is wrong use, and an id that nothing has is answered with no', async () => {
  const wrong = await place.run(['claims', 'SHP-DEMO-1', '--not-in', 'CN,UK']);
  expect({ code: wrong.code, stderr: wrong.stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('such as CN,RU; found UK'),
  });
  const nothing = await place.run(['claims', 'SHP-NONE']);
  expect({ code: nothing.code, stderr: nothing.stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('no lot or shipment SHP-NONE is recorded'),
  });
});

test('the case that the page opens has its evidence inside and beside it, and it holds', async () => {
  const at = (name: string) => join(place.folder, 'case-of-shp-demo-1', name);
  const [page, json, bundle] = await Promise.all([
    readFile(at('case.html'), 'utf8'),
    readFile(at('case.json'), 'utf8'),
    readFile(at('case.bundle')),
  ]);
  expect(page).toContain(`base64,${bundle.toString('base64')}"`);
  const file = JSON.parse(json) as CaseFile;
  expect(file).toMatchObject({
    v: 1,
    subject: { kind: 'shipment', id: 'SHP-DEMO-1' },
    shipment: { status: 'exited', lots: ['MAG-001'] },
    evidence: { file: 'case.bundle', bytes: bundle.length, verdict: { verdict: 'valid' } },
  });
  // Every lot upstream is made, and the shipment packed and exited, by events of the timeline.
  expect(file.timeline.map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      'lot-created',
      'lot-transformed',
      'transfer-received',
      'shipment-packed',
      'shipment-exited',
    ]),
  );
  expect(file.timeline.map(({ occurredAt }) => occurredAt).toSorted()).toEqual(
    file.timeline.map(({ occurredAt }) => occurredAt),
  );
  expect((await stat(at('case.json'))).mode & 0o777).toBe(0o600);
  const key = file.evidence.verdict.trustedKeys.at(-1) ?? '';
  const verified = await place.run(['verify-bundle', at('case.bundle'), '--trust', key]);
  expect({ code: verified.code, stdout: verified.stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^VALID/),
  });
});

test('a program gets every claim with its evidence, masses in milligrams', async () => {
  const { value } = await place.json<{ claims: object[]; custody: object }>([
    'claims',
    'SHP-DEMO-1',
    '--at',
    '2027-01-01',
  ]);
  expect(value.custody).toMatchObject({
    elements: expect.arrayContaining([expect.objectContaining({ element: 'Dy' })]),
  });
  expect(value.claims).toContainEqual(
    expect.objectContaining({
      id: 'dfars-252.225-7052',
      verdict: 'not-supported',
      evidence: expect.arrayContaining([expect.objectContaining({ country: 'CN' })]),
    }),
  );
});

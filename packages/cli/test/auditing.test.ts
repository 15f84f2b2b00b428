import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, recordChain } from './chain-file.ts';
import { expectPageRuns } from './docs-page.ts';
import { startLodestone } from './run-lodestone.ts';
import { anotherPlace, serverIsUp, testPlace } from './test-place.ts';

const RUN_MILLISECONDS = 180_000;
const place = await testPlace();
const page = await testPlace();
const out = join(place.folder, 'export');
let key: string;

interface Verdict {
  readonly verdict: string;
  readonly level: string | null;
  readonly passes: readonly string[];
  readonly failures: readonly { readonly kind: string }[];
}

beforeAll(async () => {
  await recordChain(place);
  await place.prepare(['export', out]);
  key = (await place.json<{ verifierKey: string }>(['checkpoint'])).value.verifierKey;
});

/** Where there is neither a ledger nor a data folder. */
const elsewhere = anotherPlace(place, 'nothing-here');
const withDamage = async (work: (file: string) => Promise<void>) => {
  const [name = ''] = await readdir(join(out, 'events', '000.p'));
  const file = join(out, 'events', '000.p', name);
  const whole = await readFile(file);
  await writeFile(file, whole.subarray(1));
  try {
    await work(file);
  } finally {
    await writeFile(file, whole);
  }
};

describe('verify of a folder', () => {
  test('needs no data folder, and makes none', async () => {
    const { code, value } = await elsewhere.json<Verdict>(['verify', out, '--trust', key]);
    expect({ code, ...value }).toMatchObject({
      code: 0,
      verdict: 'valid',
      level: 'checkpoint',
      passes: ['chain', 'rules'],
    });
    expect(await readdir(place.folder)).not.toContain('nothing-here');
  });

  test('holds it against a checkpoint that was kept', async () => {
    const kept = join(out, 'checkpoint');
    const { code, value } = await elsewhere.json<Verdict>(['verify', out, '--trust', key, '--checkpoint', kept]);
    expect({ code, verdict: value.verdict }).toEqual({ code: 0, verdict: 'valid' });
    const other = key.replace('first', 'other');
    expect((await elsewhere.run(['verify', out, '--trust', other])).code).not.toBe(0);
  });

  test('that is damaged answers no, with the file', () =>
    withDamage(async () => {
      const { code, value } = await elsewhere.json<Verdict>(['verify', out]);
      expect({ code, verdict: value.verdict }).toEqual({ code: 1, verdict: 'invalid' });
      expect(value.failures.length).toBeGreaterThan(0);
    }));

  test('is wrong use where there is none, or where a folder has not what is asked for', async () => {
    const none = await elsewhere.run(['verify', join(place.folder, 'nowhere')]);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('name one that lodestone export has written');
    const views = await elsewhere.run(['verify', out, '--only', 'views']);
    expect(views).toMatchObject({ code: 2 });
    expect(views.stderr).toContain('an exported folder has no views');
  });
});

describe('audit', () => {
  test('writes the same report of the ledger and of its export', async () => {
    const [first, second] = [join(place.folder, 'ledger.html'), join(place.folder, 'folder.html')];
    const ofLedger = await place.json<{ tally: unknown }>(['audit', '-o', first, '--trust', key]);
    const ofFolder = await elsewhere.json<{ tally: unknown }>(['audit', out, '-o', second, '--trust', key]);
    expect([ofLedger.code, ofFolder.code]).toEqual([0, 0]);
    expect(ofFolder.value.tally).toEqual(ofLedger.value.tally);
    for (const file of [first, second]) {
      const text = await readFile(file, 'utf8');
      expect(text).toContain('VALID · level checkpoint');
      expect(text).toContain(key);
    }
  });

  test('answers no of an invalid ledger, and writes the report all the same', () =>
    withDamage(async () => {
      const file = join(place.folder, 'invalid.html');
      const { code, stdout } = await elsewhere.run(['audit', out, '-o', file]);
      expect(code).toBe(1);
      expect(stdout).toContain('INVALID');
      expect(await readFile(file, 'utf8')).toContain('event-digest');
    }));

  test('needs the name of a file to write', async () => {
    expect((await elsewhere.run(['audit', out])).code).toBe(2);
    expect((await elsewhere.run(['audit', join(place.folder, 'nowhere'), '-o', 'report.html'])).code).toBe(2);
  });
});

describe('a login for an auditor', () => {
  test('is printed with its password, and only there', async () => {
    const { code, stdout, stderr } = await place.run(['auditor', 'create', 'revisor']);
    expect({ code, url: /^postgres(?:ql)?:\/\/revisor:[\w-]{32}@/.test(stdout) }).toEqual({ code: 0, url: true });
    expect(stderr).toContain('runs only while a command does');
    expect((await place.run(['auditor', 'create', 'revisor'])).code).toBe(2);
  });

  test('verifies and traces in place, and is told that it only reads', async () => {
    const holding = startLodestone(['--data', place.data, 'record', '-']);
    await serverIsUp(place);
    const { stdout } = await place.run(['auditor', 'create', 'revisor_in_place']);
    const login = ['--database', stdout.trim()];
    const { value } = await elsewhere.json<Verdict>(['verify', '--trust', key, ...login]);
    expect(value).toMatchObject({ verdict: 'valid', level: 'checkpoint', passes: ['chain', 'rules', 'views'] });
    expect((await elsewhere.run(['trace', CHAIN.shipment, ...login])).code).toBe(0);
    const rebuilt = await elsewhere.run(['rebuild', ...login]);
    expect(rebuilt.code).toBe(3);
    expect(rebuilt.stderr).toContain('can only be read');
    holding.stdin.end();
    await holding.result;
  });
});

test('every command of the auditor’s page prints what the page shows', { timeout: RUN_MILLISECONDS }, () =>
  expectPageRuns('auditing.md', page),
);

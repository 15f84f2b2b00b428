/** `lodestone-verify.html` in a browser, from disk and without a network, as whoever was given a bundle uses it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { digestBytes } from '@lodestone/proof/digest.ts';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildInto, damaged, FIXTURE, temporaryFolder } from './built-files.ts';
import { CHROMIUM, openWatched, startChromium, type WatchedPage } from './headless-chromium.ts';

const folder = temporaryFolder();
const address = pathToFileURL(join(folder, 'lodestone-verify.html')).href;
let context: BrowserContext;

const open = () => openWatched(context, address);

describe.skipIf(CHROMIUM === null)(`the page${CHROMIUM === null ? ' (skipped: no Chromium)' : ''}`, () => {
  beforeAll(async () => {
    buildInto(folder);
    context = await startChromium(join(folder, 'profile'));
  });
  afterAll(() => context.close());

  test('says of a good bundle that it is valid, what that means and what was not checked', async () => {
    const { page } = await check(await open(), FIXTURE.bundle);
    expect(await page.locator('#verdict').innerText()).toBe('Valid');
    expect(await page.locator('.verdict').innerText()).toContain('Level reached: checkpoint.');
    expect(await page.locator('.not-checked').innerText()).toContain('No witness was asked for');
    expect(await page.locator('#result').innerText()).toContain('example.org/first#');
    // Whoever hears the page instead of seeing it is brought to the verdict.
    expect(await page.evaluate('document.activeElement.id')).toBe('verdict');
  });

  test('says of a damaged bundle what failed, and shows none of its claims', async () => {
    const path = join(folder, 'damaged.bundle');
    writeFileSync(path, damaged(readFileSync(FIXTURE.bundle)));
    const { page } = await check(await open(), path);
    expect(await page.locator('#verdict').innerText()).toBe('Not valid');
    expect(await page.locator('.verdict').innerText()).toMatch(/Expected[\s\S]+Found/);
    expect(await page.locator('.not-checked, #claim').count()).toBe(0);
  });

  test('takes a bundle that is dropped on it', async () => {
    const { page } = await open();
    await page.fill('#keys', FIXTURE.key);
    const content = JSON.stringify(readFileSync(FIXTURE.bundle, 'utf8'));
    const dataTransfer = await page.evaluateHandle(
      `{ const transfer = new DataTransfer(); transfer.items.add(new File([${content}], 'dropped.bundle')); transfer; }`,
    );
    await page.dispatchEvent('body', 'drop', { dataTransfer });
    await page.click('#check');
    await page.waitForSelector('#verdict');
    expect(await page.locator('#verdict').innerText()).toBe('Valid');
    expect(await page.locator('#result').innerText()).toContain('dropped.bundle');
  });

  test('checks nothing without a bundle or without a trusted key', async () => {
    const { page } = await open();
    await page.click('#check');
    expect(await page.locator('#trouble').innerText()).toBe('Choose a bundle first.');
    await page.setInputFiles('#bundle', FIXTURE.bundle);
    await page.click('#check');
    expect(await page.locator('#trouble').innerText()).toContain('a trusted key is missing');
    await page.fill('#keys', 'nonsense');
    await page.click('#check');
    expect(await page.locator('#trouble').innerText()).toContain('trusted keys, line 1');
    expect(await page.locator('#result').innerText()).toBe('');
  });

  test('takes away what it showed when what is chosen changes', async () => {
    const { page } = await check(await open(), FIXTURE.bundle);
    await page.fill('#keys', `${FIXTURE.key} `);
    expect(await page.locator('#result').innerText()).toBe('');
  });

  test('asks for nothing but itself, runs nothing of a hostile file, and keeps nothing', async () => {
    const path = join(folder, '<img src=x onerror=alert(1)>.bundle');
    writeFileSync(
      path,
      renamed(readFileSync(FIXTURE.bundle, 'utf8'), '<img src=https://example.org onerror=alert(2)>'),
    );
    const { page, said, requests } = await check(await open(), path);
    const result = await page.locator('#result').innerText();
    expect(result).toContain('<img src=x onerror=alert(1)>.bundle');
    expect(result).toContain('onerror=alert(2)');
    expect(await page.locator('#result img').count()).toBe(0);
    expect(said).toEqual([]);
    expect(requests.filter((url) => url !== address && !url.startsWith('blob:'))).toEqual([]);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([0, 0, '']);
  });

  test('lets no script run but its own, and fetches nothing even when told to', async () => {
    const { page, said } = await open();
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend',
      '<img src="https://example.org/x.png" onerror="document.title = 1"><a id="run" href="javascript:void(document.title = 2)">x</a>')`);
    await page.click('#run');
    expect(await page.evaluate(`fetch('https://example.org/').then(() => 'fetched', () => 'refused')`)).toBe('refused');
    expect(await page.title()).toContain('Lodestone');
    for (const directive of ['img-src', 'script-src', 'connect-src']) {
      expect(said.some((text) => text.includes('Content Security Policy') && text.includes(directive))).toBe(true);
    }
  });

  test('can be used with the keyboard alone', async () => {
    const { page } = await open();
    await page.setInputFiles('#bundle', FIXTURE.bundle);
    await page.focus('#keys');
    await page.keyboard.insertText(FIXTURE.key);
    for (let presses = 0; (await page.evaluate('document.activeElement.id')) !== 'check'; presses += 1) {
      expect(presses).toBeLessThan(8);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('#verdict');
    expect(await page.locator('#verdict').innerText()).toBe('Valid');
  });

  test('gives every field a name', async () => {
    const { page } = await open();
    const unnamed = `[...document.querySelectorAll('input, textarea, button')]
      .filter((field) => (field.labels?.length ?? 0) === 0 && field.innerText === '').map((field) => field.id)`;
    expect(await page.evaluate(unnamed)).toEqual([]);
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
  });
});

async function check(watched: WatchedPage, bundle: string): Promise<WatchedPage> {
  const { page } = watched;
  await page.setInputFiles('#bundle', bundle);
  await page.fill('#keys', FIXTURE.key);
  await page.click('#check');
  await page.waitForSelector('#verdict');
  return watched;
}

/** The bundle as a forger would write it, about an event of this id. */
function renamed(text: string, id: string): string {
  const { digest: _, ...bundle } = JSON.parse(text);
  bundle.claim.subject.id = id;
  const digest = digestBytes(encodeUtf8(`lodestone/bundle/1\n${canonicalize(bundle)}`), nobleSha256);
  return canonicalize({ ...bundle, digest });
}

/** `lodestone-verify.html` in a browser, from disk and without a network, as whoever was given a bundle uses it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { digestBytes } from '@lodestone/proof/digest.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildInto, damaged, EVENT, OPENED, SHIPMENT, temporaryFolder, WITNESSED } from './built-files.ts';
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
    const { page } = await check(await open(), EVENT.bundle);
    expect(await page.locator('#verdict').innerText()).toBe('Valid');
    expect(await page.locator('.verdict').innerText()).toContain('Level reached: checkpoint.');
    expect(await page.locator('.not-checked').innerText()).toContain('No witness was asked for');
    expect(await page.locator('#result').innerText()).toContain('example.org/first#');
    // Whoever hears the page instead of seeing it is brought to the verdict.
    expect(await page.evaluate('document.activeElement.id')).toBe('verdict');
  });

  test('shows of a shipment what was stated, where each element comes from, the lineage and who held it', async () => {
    const { page, said, requests } = await check(await open(), SHIPMENT.bundle, SHIPMENT.key);
    expect(await page.locator('.verdict .subject').innerText()).toBe('Shipment SHP-DEMO-1');
    const claim = await page.locator('section[aria-labelledby=claim]').innerText();
    expect(claim).toMatch(/Destination\s+Germany \(DE\)/);
    expect(claim).toMatch(/Nd 120\.595 kg\s+ORE-DEMO-1\s+mined by MINE-A\s+China \(CN\)\s+80\.675963 kg\s+66\.8983 %/);
    expect(claim).toMatch(/SCRAP-R\s+collected by RECYCLER-R\s+Japan \(JP\)\s+39\.919037 kg\s+33\.1017 %/);
    expect(await page.locator('.lineage li').count()).toBe(23);
    expect(await page.locator('.lineage li.reference').count()).toBe(2);
    const custody = await page.locator('section[aria-labelledby=custody]').innerText();
    expect(custody).toMatch(/REFINER-B[^\n]*took over CON-001\s+5\.0/);

    // Its parties, products and papers are markup; all of it is shown, and nothing of it is done.
    const shown = await page.locator('#result').innerText();
    for (const markup of [
      '<img src="https://example.org/x" onerror=',
      '<svg onload=alert(1)>',
      '<b onclick=alert(1)>',
    ]) {
      expect(shown).toContain(markup);
    }
    expect(shown).not.toContain('\u202e');
    expect(
      await page.locator('#result img, #result script, #result b, #result [onload], #result [onerror]').count(),
    ).toBe(0);
    expect(await page.title()).toContain('Lodestone');
    expect(said).toEqual([]);
    expect(requests.filter((url) => url !== address && !url.startsWith('blob:'))).toEqual([]);
  });

  test('says beside the verdict what is the word of whoever made the file', async () => {
    const proven = await check(await open(), SHIPMENT.bundle, SHIPMENT.key);
    expect(await proven.page.locator('#verdict').innerText()).toBe('Valid');
    const path = join(folder, 'withheld.bundle');
    writeFileSync(path, withholding(readFileSync(SHIPMENT.bundle, 'utf8'), 'facility-registered'));
    const { page } = await check(await open(), path, SHIPMENT.key);
    expect(await page.locator('#verdict').innerText()).toMatch(
      /^Partly proven: \d+ statements are the word of whoever made the file$/,
    );
    const colour = `getComputedStyle(document.querySelector('.verdict')).backgroundColor`;
    expect(await page.evaluate(colour)).not.toBe(await proven.page.evaluate(colour));
    expect(await page.locator('.lineage li').count()).toBe(23);
  });

  test('saves the whole lineage, and the trusted keys, as files', async () => {
    const { page } = await check(await open(), SHIPMENT.bundle, SHIPMENT.key);
    const csv = await saved(page, 'text=Save the whole lineage');
    expect(csv.split('\r\n').filter((line) => /^\d+,/.test(line))).toHaveLength(21);
    expect(csv).toContain('8,ORE-DEMO-1,mined,ore,"ionic clay ore, Xunwu type",A-HEAP,MINE-A');
    expect(await saved(page, '#save-keys')).toBe(`${SHIPMENT.key}\n`);
    expect(await page.locator('#verdict').innerText()).toBe('Valid');
  });

  test('says which witnesses of the policy have seen it, or that they are too few', async () => {
    const good = await open();
    await good.page.click('#policy-step summary');
    await good.page.fill('#policy', WITNESSED.policy);
    await check(good, WITNESSED.bundle, WITNESSED.key);
    const verdict = await good.page.locator('.verdict').innerText();
    expect(verdict).toMatch(
      /Level reached: witnessed\.[\s\S]+Witnessed by audit\.example\/w1 \(2026-11-22T22:30:13\.000Z\)/,
    );
    expect(await good.page.locator('.not-checked').innerText()).not.toContain('No witness was asked for');

    const poor = await open();
    await poor.page.click('#policy-step summary');
    await poor.page.fill('#policy', WITNESSED.policy);
    await check(poor, EVENT.bundle);
    expect(await poor.page.locator('#verdict').innerText()).toBe('Not valid');
    expect(await poor.page.locator('.verdict').innerText()).toMatch(/What failed\s+witness/);
  });

  test('shows what was opened of what was sealed', async () => {
    const { page } = await check(await open(), OPENED.bundle, OPENED.key);
    const openings = await page.locator('section[aria-labelledby=openings]').innerText();
    expect(openings).toMatch(/permit\s+C3600002026035120099001/);
    expect(openings).toContain('{"invoice":"<i>INV-7</i>","priceEuroCents":1250000}');
    expect(await page.locator('section[aria-labelledby=claim]').innerText()).toContain('by MINE-A (');
  });

  test('fits a narrow page, and prints without its form', async () => {
    const { page } = await check(await open(), SHIPMENT.bundle, SHIPMENT.key);
    await page.setViewportSize({ width: 400, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#form').isVisible()).toBe(false);
    expect(await page.locator('.verdict').isVisible()).toBe(true);
  });

  test('can be stopped, and says what went wrong when it cannot check', async () => {
    const { page } = await open();
    await page.addInitScript('Worker = class { constructor() { return new EventTarget(); } }');
    await page.reload();
    await page.setInputFiles('#bundle', EVENT.bundle);
    await page.fill('#keys', EVENT.key);
    // A worker that never answers.
    await page.evaluate('EventTarget.prototype.postMessage = EventTarget.prototype.terminate = () => {}');
    await page.click('#check');
    expect(await page.locator('#progress').isVisible()).toBe(true);
    await page.click('#cancel');
    expect(await page.locator('#progress').isVisible()).toBe(false);
    expect(await page.locator('#result').innerText()).toBe('');
  });

  test('says of a damaged bundle what failed, and shows none of its claims', async () => {
    const path = join(folder, 'damaged.bundle');
    writeFileSync(path, damaged(readFileSync(EVENT.bundle)));
    const { page } = await check(await open(), path);
    expect(await page.locator('#verdict').innerText()).toBe('Not valid');
    expect(await page.locator('.verdict').innerText()).toMatch(/Expected[\s\S]+Found/);
    expect(await page.locator('.not-checked, #claim').count()).toBe(0);
  });

  test('takes a bundle that is dropped on it', async () => {
    const { page } = await open();
    await page.fill('#keys', EVENT.key);
    const content = JSON.stringify(readFileSync(EVENT.bundle, 'utf8'));
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
    await page.setInputFiles('#bundle', EVENT.bundle);
    await page.click('#check');
    expect(await page.locator('#trouble').innerText()).toContain('a trusted key is missing');
    await page.fill('#keys', 'nonsense');
    await page.click('#check');
    expect(await page.locator('#trouble').innerText()).toContain('trusted keys, line 1');
    expect(await page.locator('#result').innerText()).toBe('');
  });

  test('takes away what it showed when what is chosen changes', async () => {
    const { page } = await check(await open(), EVENT.bundle);
    await page.fill('#keys', `${EVENT.key} `);
    expect(await page.locator('#result').innerText()).toBe('');
  });

  test('asks for nothing but itself, runs nothing of a hostile file, and keeps nothing', async () => {
    const path = join(folder, '<img src=x onerror=alert(1)>.bundle');
    writeFileSync(path, renamed(readFileSync(EVENT.bundle, 'utf8'), '<img src=https://example.org onerror=alert(2)>'));
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
    await page.setInputFiles('#bundle', EVENT.bundle);
    await page.focus('#keys');
    await page.keyboard.insertText(EVENT.key);
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

async function check(watched: WatchedPage, bundle: string, key = EVENT.key): Promise<WatchedPage> {
  const { page } = watched;
  await page.setInputFiles('#bundle', bundle);
  await page.fill('#keys', key);
  await page.click('#check');
  await page.waitForSelector('#verdict');
  return watched;
}

/** What the page gives to be saved when this is pressed. */
async function saved(page: Page, selector: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  return readFileSync(await download.path(), 'utf8');
}

/** The bundle as a forger would write it, about an event of this id. */
function renamed(text: string, id: string): string {
  const { digest: _, ...bundle } = JSON.parse(text);
  bundle.claim.subject.id = id;
  return withDigest(bundle);
}

/** The bundle as one may write it to keep events of this type back. */
function withholding(text: string, type: string): string {
  const { digest: _, ...bundle } = JSON.parse(text);
  for (const { events } of bundle.entries) {
    for (const [index, event] of events.entries()) {
      // Neighbours with one reason would have to be one member.
      const withheld = { count: 1, withheld: `not shown, ${index}` };
      if (typeof event === 'string' && JSON.parse(event).type === type) events[index] = withheld;
    }
  }
  return withDigest(bundle);
}

function withDigest(bundle: JsonObject): string {
  const digest = digestBytes(encodeUtf8(`lodestone/bundle/1\n${canonicalize(bundle)}`), nobleSha256);
  return canonicalize({ ...bundle, digest });
}

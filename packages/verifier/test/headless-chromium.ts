/** Chromium without a window, for the page: offline, with an empty profile, watched for every request. */
import { existsSync } from 'node:fs';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Null where there is no Chromium. Where one must be there, its absence fails the tests instead of skipping them. */
export const CHROMIUM: string | null =
  process.env['LODESTONE_CHROMIUM'] ?? PLACES.find((place) => existsSync(place)) ?? null;
if (CHROMIUM === null) {
  const advice = 'install chromium, or name one in LODESTONE_CHROMIUM';
  if (process.env['LODESTONE_TEST_CHROMIUM'] === 'required') throw new Error(`there is no Chromium: ${advice}`);
  console.warn(`The page of the verifier is NOT tested: there is no Chromium (${advice}).`);
}

export interface WatchedPage {
  readonly page: Page;
  /** Addresses that anything in the page asked for. */
  readonly requests: readonly string[];
  /** What the browser's console and dialogs said; a policy that refuses something says so there. */
  readonly said: readonly string[];
}

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Whatever asks for an address of the network is told that there is none.
  '--host-resolver-rules=MAP * ~NOTFOUND',
];

/** Starts it with a profile of its own. */
export function startChromium(profile: string, viewport = { width: 1100, height: 900 }): Promise<BrowserContext> {
  const executablePath = CHROMIUM ?? '';
  return chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS, offline: true, viewport });
}

/** Opens an address in a new tab. */
export async function openWatched(context: BrowserContext, address: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const requests: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, requests, said };
}

/**
 * What rules have seen so far, kept in files of the data folder, so that the next look reads only what came since.
 *
 * A file is for speed alone: what it does not fit is looked at from the beginning, and `--afresh` asks for that. It fits
 * the ledger of its name, as far as its entry has the same leaf hash, and rules that answer as they did.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DetectionState, RuleSetting } from '@lodestone/lineage/detection.ts';
import type { RuleId } from '@lodestone/lineage/finding.ts';
import type { Rule } from '@lodestone/lineage/rule.ts';
import { leafHash as hashLeafOf } from '@lodestone/proof/entry.ts';
import { readEntryBody } from '@lodestone/store/read-events.ts';
import { sha256 } from './node-crypto.ts';
import type { Ledger } from './open-ledger.ts';
import { ifThere } from './read-if-there.ts';
import { replaceFileBy } from './replace-file.ts';
import { readValues, writeValues } from './value-file.ts';

/** Grows when the same events give other observations, or the file is laid out otherwise. */
const FORMAT = 3;

/** What a look has seen: the first `size` entries of the ledger. */
export interface KeptDetection {
  readonly size: number;
  readonly state: DetectionState;
}

/** What a state depends on besides the entries that it has seen. */
export interface DetectionBasis {
  readonly rules: readonly Rule[];
  readonly settings: readonly RuleSetting[];
}

/** The first value of a file; the second are the findings, and then comes for each rule its id with its state. */
interface FileHead {
  readonly basis: string;
  readonly ledger: string;
  readonly size: number;
  readonly leafHash: string;
}

const FILE_NAME = /^(\d{1,12})\.state$/;

/** The sizes at which states are kept for this ledger and basis, the largest first. */
export async function listKeptSizes(ledger: Ledger, basis: DetectionBasis): Promise<number[]> {
  const names = (await ifThere('the folder of what findings rest on', readdir(folderOf(ledger, basis)))) ?? [];
  const sizes = names.flatMap((name) => {
    const size = FILE_NAME.exec(name)?.[1];
    return size === undefined ? [] : [Number(size)];
  });
  return sizes.sort((left, right) => right - left);
}

/** The state kept at this size; null where it does not fit, for whatever reason. */
export async function readKept(ledger: Ledger, size: number, basis: DetectionBasis): Promise<KeptDetection | null> {
  const leafHash = await readLeafHash(ledger, size);
  const file = await ifThere('what findings rest on', open(pathOf(ledger, basis, size)));
  if (file === null) return null;
  try {
    const values = readValues(file);
    const head = (await values.next()).value as FileHead | undefined;
    const fits = head?.basis === basisText(basis) && head.ledger === ledger.name && head.size === size;
    if (!fits || leafHash === null || head.leafHash !== leafHash) return null;
    return { size, state: await readDetectionState(values, basis) };
  } catch {
    // Cut short, or of another version of Node: made again.
    return null;
  } finally {
    await file.close();
  }
}

async function readDetectionState(values: AsyncGenerator, { rules }: DetectionBasis): Promise<DetectionState> {
  const findings = (await values.next()).value as DetectionState['findings'];
  const states: DetectionState['states'] = new Map();
  for await (const value of values) states.set(...(value as [RuleId, unknown]));
  // A file that was cut short between two values ends like a whole one.
  if (rules.some(({ id }) => !states.has(id))) throw new Error('the state of a rule is missing');
  return { findings, states };
}

/** Keeps a state, and of the earlier ones those that `sizesToKeep` says. If we crash midway, one that was there stands. */
export async function keep(ledger: Ledger, { size, state }: KeptDetection, basis: DetectionBasis): Promise<void> {
  const leafHash = await readLeafHash(ledger, size);
  if (leafHash === null) return;
  const head: FileHead = { basis: basisText(basis), ledger: ledger.name, size, leafHash };
  await mkdir(folderOf(ledger, basis), { recursive: true, mode: 0o700 });
  await replaceFileBy(pathOf(ledger, basis, size), 0o600, (file) =>
    writeValues(file, [head, state.findings, ...state.states]),
  );
  const sizes = await listKeptSizes(ledger, basis);
  const kept = new Set(sizesToKeep(sizes, size));
  await Promise.all(sizes.filter((each) => !kept.has(each)).map((each) => dropKept(ledger, basis, each)));
  await dropOtherBases(ledger, basis);
}

export async function dropKept(ledger: Ledger, basis: DetectionBasis, size: number): Promise<void> {
  await rm(pathOf(ledger, basis, size), { force: true });
}

/** Besides the present rules and settings, so many earlier ones keep their states: for questions as known at earlier times. */
const OTHER_BASES_MAX = 2;

async function dropOtherBases(ledger: Ledger, basis: DetectionBasis): Promise<void> {
  const folder = ledgerFolder(ledger);
  const own = nameOf(basisText(basis));
  const others = (await readdir(folder)).filter((name) => name !== own);
  const dated = await Promise.all(others.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const oldest = dated.sort((left, right) => right.at - left.at).slice(OTHER_BASES_MAX);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Each of these times farther back, one state is kept. */
const SPACING = 16;

/**
 * The states to keep beside the latest: of those up to 15 entries back the oldest, of those up to 255 back the oldest, and
 * so on. So a correction of an older event finds one before it, and there are few, however long the ledger is.
 */
export function sizesToKeep(sizes: readonly number[], latest: number): number[] {
  const oldest = new Map<number, number>();
  for (const size of sizes) {
    if (size >= latest) continue;
    let reach = 0;
    for (let back = latest - size; back >= SPACING; back /= SPACING) reach += 1;
    oldest.set(reach, Math.min(size, oldest.get(reach) ?? size));
  }
  return [latest, ...oldest.values()];
}

function basisText({ rules, settings }: DetectionBasis): string {
  const versions = rules.map(({ id, version, thresholds }) => ({ id, version, thresholds }));
  return JSON.stringify({ format: FORMAT, rules: versions, settings });
}

async function readLeafHash({ database, ledgerId }: Ledger, size: number): Promise<string | null> {
  const body = await readEntryBody(database, ledgerId, size - 1);
  return body === null ? null : hashLeafOf(body, sha256);
}

function ledgerFolder({ dataFolder, name }: Ledger): string {
  return join(dataFolder, 'findings', nameOf(name));
}

function folderOf(ledger: Ledger, basis: DetectionBasis): string {
  return join(ledgerFolder(ledger), nameOf(basisText(basis)));
}

function pathOf(ledger: Ledger, basis: DetectionBasis, size: number): string {
  return join(folderOf(ledger, basis), `${size}.state`);
}

/** A name for a file that follows from a text. */
function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * What rules have seen so far, kept in a file of the data folder, so that the next look reads only what came since, and of
 * what was kept only what that concerns.
 *
 * A file is for speed alone: what it does not fit is looked at from the beginning, and `--afresh` asks for that. It fits
 * the ledger of its name, as far as its entry has the same leaf hash, and rules that answer as they did.
 */
import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import type { DetectionState, RuleSetting } from '@lodestone/lineage/detection.ts';
import type { Finding } from '@lodestone/lineage/finding.ts';
import type { Rule } from '@lodestone/lineage/rule.ts';
import { leafHash as hashLeafOf } from '@lodestone/proof/entry.ts';
import { readEntryBody } from '@lodestone/store/log/read-entry.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';
import { type Cells, isInUse, KeptFileError, openCells, orFail } from './kept-cells.ts';
import { KeptMap } from './kept-map.ts';
import { layState, type Leaves } from './kept-state.ts';

/** Grows when the same events give other observations, or the file is laid out otherwise. */
const FORMAT = 6;

const FILE_NAME = 'seen.sqlite';

/** What a state depends on besides the entries that it has seen. */
export interface DetectionBasis {
  readonly rules: readonly Rule[];
  readonly settings: readonly RuleSetting[];
}

/** The state of one look, and where it is kept. What fails of the file throws a `KeptFileError`. */
export interface DetectionStore {
  /** The first so many entries of which it is kept what was seen, the largest first. */
  sizes(): Promise<number[]>;
  /** What was seen of so many entries; of none for 0. To be asked for once. */
  stateAt(size: number): DetectionState;
  /** Holds no longer what was not asked for since it was called before: that is written, and read again where it is asked for again. */
  spill(): void;
  /** Keeps it for the next look, with some of those before it. If we crash midway, what was kept before stands. */
  keep(size: number): Promise<void>;
  close(): void;
}

/** Another look after an append is done in less. */
const WAITS_FOR_ANOTHER = 20;
const WAIT_MILLISECONDS = 50;

/** Holds everything in memory where nothing can be kept: no room, no right, or another look that is long at work. */
export async function openDetectionStore(ledger: Ledger, basis: DetectionBasis): Promise<DetectionStore> {
  const folder = folderOf(ledger, basis);
  for (let waited = 0; ; waited += 1) {
    try {
      await makeFolder(folder);
      return storeIn(ledger, basis, openCells(join(folder, FILE_NAME)));
    } catch (error) {
      if (!isInUse(error) || waited === WAITS_FOR_ANOTHER) return storeInMemory(basis);
    }
    await sleep(WAIT_MILLISECONDS);
  }
}

export function storeInMemory({ rules }: DetectionBasis): DetectionStore {
  return {
    sizes: () => Promise.resolve([]),
    stateAt: () => ({ states: new Map(rules.map((rule) => [rule.id, rule.start()])), findings: new Map() }),
    spill: () => undefined,
    keep: () => Promise.resolve(),
    close: () => undefined,
  };
}

function storeIn(ledger: Ledger, basis: DetectionBasis, cells: Cells): DetectionStore {
  const maps: KeptMap<string | number, unknown>[] = [];
  const openMap = (name: string) => {
    const map = new KeptMap<string | number, unknown>(orFail(() => cells.openMap(name)));
    maps.push(map);
    return map;
  };
  /** Notes what of the states is in no map. */
  let noteLeaves: (() => void) | undefined;
  return {
    sizes: async () => {
      const fitting: number[] = [];
      for (const { size, leafHash } of cells.sizes().toReversed()) {
        if ((await readLeafHash(ledger, size)) === leafHash) fitting.push(size);
      }
      return fitting;
    },
    stateAt: (size) => {
      orFail(() => cells.goBackTo(size));
      const leaves = openMap('leaves') as Map<string, Leaves>;
      const laid = basis.rules.map((rule) => {
        return { id: rule.id, ...layState(rule.id, rule.start(), leaves.get(rule.id) ?? null, openMap) };
      });
      noteLeaves = () => {
        for (const rule of laid) leaves.set(rule.id, rule.leaves());
      };
      const findings = openMap('findings') as Map<string, Finding>;
      return { states: new Map(laid.map(({ id, state }) => [id, state])), findings };
    },
    spill: () => {
      for (const map of maps) map.spill();
    },
    keep: async (size) => {
      const leafHash = await readLeafHash(ledger, size);
      if (leafHash === null) return;
      noteLeaves?.();
      for (const map of maps) map.save();
      const kept = new Set(
        sizesToKeep(
          cells.sizes().map((each) => each.size),
          size,
        ),
      );
      cells.keepAs({ size, leafHash }, (each) => kept.has(each));
      if (!cells.commit()) throw new KeptFileError('another look has written to it');
      await dropOtherBases(ledger, basis);
    },
    close: () => cells.close(),
  };
}

/** Removes what is kept for these rules and settings. */
export async function dropKept(ledger: Ledger, basis: DetectionBasis): Promise<void> {
  await rm(folderOf(ledger, basis), { recursive: true, force: true });
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

/** A name for a folder that follows from a text. */
function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

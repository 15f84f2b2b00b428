import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Observation } from '@lodestone/lineage/observation.ts';
import type { Rule } from '@lodestone/lineage/rule.ts';
import { RULES } from '@lodestone/lineage/rules.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { describe, expect, test } from 'vitest';
import { type FindAnswer, findIrregularities } from '../src/detect/find-irregularities.ts';
import { openCells } from '../src/detect/kept-cells.ts';
import { sizesToKeep } from '../src/detect/kept-detection.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { createTestLedger, lastPosition, testFolders, withLedger } from './test-ledger.ts';
import { askedOf, historyOf, tell, tellTo } from './told-history.ts';

const testing = testDatabase();
const folders = testFolders();

/** A rule that has seen what it says it has: its finding changes with any observation, and with their order. */
const reader: Rule<{ seen: number; hash: number }> = {
  id: 'D98',
  version: 1,
  title: 'Everything',
  family: 'paper',
  inputs: 'everything',
  mistakes: 'none',
  clears: 'nothing',
  thresholds: {},
  start: () => ({ seen: 0, hash: 0 }),
  observe: (state, observation, { report }) => {
    state.seen += 1;
    state.hash = hashOf(`${state.hash} ${textOf(observation)}`);
    const { occurredAt, party } = observation;
    report({
      id: 'D98',
      severity: 'medium',
      party,
      facility: null,
      lots: [],
      shipments: [],
      others: [],
      events: [],
      from: occurredAt,
      to: occurredAt,
      numbers: { ...state },
      sentence: `${state.seen} observations`,
    });
  },
};

const rules = [...RULES, reader];

function textOf(observation: Observation): string {
  return JSON.stringify(observation, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member));
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93) >>> 0;
  }
  return hash;
}

const SEED = 20_261_123;
const ACTS = 160;
const PARTS = 8;

describe('findIrregularities', () => {
  test('finds by what came since what it finds afresh, whatever was corrected, and as known then what it found then', async () => {
    const { played } = historyOf(SEED, ACTS);
    const told = await createTestLedger(testing.url, await folders.make(), 'example.org/told');
    await withLedger(told, async (ledger) => {
      const telling = await tellTo(ledger);
      // What is refused leaves nothing to look at.
      const asked = askedOf(played).filter(({ outcome }) => outcome === 'accepted');
      const length = Math.ceil(asked.length / PARTS);
      const then = new Map<string, FindAnswer['findings']>();
      const looked: { readonly since: number; readonly afresh: number }[] = [];
      for (let part = 0; part < PARTS; part += 1) {
        await tell(telling, asked.slice(part * length, (part + 1) * length));
        const since = await findIrregularities(ledger, { rules });
        const afresh = await findIrregularities(ledger, { rules, afresh: true });
        expect(since.findings).toEqual(afresh.findings);
        expect(afresh.findings.some(({ rule }) => rule === 'D98')).toBe(true);
        looked.push({ since: since.events, afresh: afresh.events });
        then.set(await lastPosition(ledger), afresh.findings);
      }
      for (const [asKnownAt, findings] of then) {
        const { findings: known } = await findIrregularities(ledger, { rules, asKnownAt });
        expect(known, asKnownAt).toEqual(findings);
      }
      // Some look read only what was new, and some had to go back for a correction.
      const news = looked.map(({ afresh }, index) => afresh - (looked[index - 1]?.afresh ?? 0));
      expect(looked.filter(({ since }, index) => index > 0 && since === news[index]).length).toBeGreaterThan(1);
      expect(looked.filter(({ since }, index) => index > 0 && since > (news[index] ?? 0)).length).toBeGreaterThan(1);
      await expectFreshWhereKeptIsOff(ledger);
    });
  });

  test('keeps the latest state, and ever fewer of those before it', () => {
    const kept: number[][] = [];
    let sizes: number[] = [];
    for (let size = 1; size <= 5_000; size += 1) {
      sizes = sizesToKeep([...sizes, size], size);
      kept.push(sizes);
    }
    expect(Math.max(...kept.map(({ length }) => length))).toBeLessThanOrEqual(5);
    expect(sizes[0]).toBe(5_000);
    const back = sizes.slice(1).map((size) => 5_000 - size);
    for (const reach of [1, 16, 256]) expect(back.some((each) => each >= reach && each < reach * 16)).toBe(true);
  });
});

/** A file that is damaged, of other rules, in use or gone, or a folder in its place: the same is found, by reading more. */
async function expectFreshWhereKeptIsOff(ledger: Ledger): Promise<void> {
  const whole = await findIrregularities(ledger, { rules, afresh: true });
  const all = join(ledger.dataFolder, 'findings');
  const again = async (changed: readonly Rule[] = rules) => {
    const { findings, events } = await findIrregularities(ledger, { rules: changed });
    return { findings: findings.map(({ id, numbers }) => ({ id, numbers })), events };
  };
  const found = whole.findings.map(({ id, numbers }) => ({ id, numbers }));
  expect(await again()).toEqual({ findings: found, events: 0 });
  for (const path of await statesIn(all)) await writeFile(path, 'cut short');
  expect(await again()).toEqual({ findings: found, events: whole.events });
  for (const path of await databasesIn(all)) spoilCells(path);
  expect(await again()).toEqual({ findings: found, events: whole.events });
  expect(await again()).toEqual({ findings: found, events: whole.events });
  expect(await again()).toEqual({ findings: found, events: 0 });
  const [path = ''] = await databasesIn(all);
  const inUse = openCells(path);
  expect(await again()).toEqual({ findings: found, events: whole.events });
  const waiting = again();
  setTimeout(() => inUse.close(), 200);
  expect(await waiting).toEqual({ findings: found, events: 0 });
  const newer = rules.map((rule) => ({ ...rule, version: rule.version + 1 }));
  expect(await again(newer)).toEqual({ findings: found, events: whole.events });
  await rm(all, { recursive: true });
  await writeFile(all, 'no folder');
  expect(await again()).toEqual({ findings: found, events: whole.events });
  await rm(all);
  expect(await again()).toEqual({ findings: found, events: whole.events });
}

async function statesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** Those that nobody has cut short. */
async function databasesIn(folder: string): Promise<string[]> {
  const files = await Promise.all(
    (await statesIn(folder)).map(async (path) => ({ path, begins: (await readFile(path, 'latin1')).slice(0, 6) })),
  );
  return files.filter(({ begins }) => begins === 'SQLite').map(({ path }) => path);
}

/** A file that can be opened, and says nothing of what it is asked. */
function spoilCells(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`update cell set value = '{"cut'`);
  database.close();
}

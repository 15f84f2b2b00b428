/** What an auditor signs and files: a verdict, what was brought along to reach it, and what the replay counted. */
import { formatVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { countCheckpoints } from '@lodestone/store/log/publish.ts';
import type { Ledger } from '../open-ledger.ts';
import { type AuditTally, createAuditTally } from './audit-tally.ts';
import { countFolderCheckpoints } from './folder-published.ts';
import type { FailureKind, Verdict } from './verdict.ts';
import { NO_TRUST, type Trust } from './verify-checkpoints.ts';
import { verifyFolder } from './verify-folder.ts';
import { verifyLedger, type VerifyProgress } from './verify-ledger.ts';

export interface AuditOptions {
  readonly trust?: Trust;
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** The time in milliseconds since 1970. */
  readonly now: () => number;
}

/** One pass as it was made. */
export interface AuditedPass {
  readonly name: string;
  readonly entries: number;
  readonly events: number;
  readonly seconds: number;
}

export interface AuditReport {
  /** Of this document: what is added later changes nothing that is there. */
  readonly v: 1;
  readonly madeAt: string;
  readonly source: { readonly kind: 'database' | 'folder'; readonly place: string };
  /** `<origin>#<leaf hash of entry 0>` as the entries give it. */
  readonly ledger: string;
  readonly verdict: Verdict;
  readonly passes: readonly AuditedPass[];
  readonly failuresByKind: readonly { readonly kind: FailureKind; readonly count: number }[];
  readonly trust: {
    /** C2SP vkeys that were brought along. */
    readonly keys: readonly string[];
    readonly keptCheckpoints: readonly { readonly origin: string; readonly size: number; readonly root: string }[];
    /** Names of the witnesses that the policy counts; null when no policy was brought along. */
    readonly witnesses: readonly string[] | null;
  };
  /** Checkpoints that were published and checked. */
  readonly checkpoints: number;
  /** Files of a folder that were not looked into: left over from an export that was cut off or has grown. */
  readonly leftOverFiles: number;
  readonly tally: AuditTally;
}

/** Audits a ledger in its database: all passes. */
export async function auditLedger(ledger: Ledger, options: AuditOptions): Promise<AuditReport> {
  const { trust = NO_TRUST } = options;
  const clock = createPassClock(options);
  const watcher = createAuditTally();
  const verdict = await verifyLedger(ledger, { only: undefined, trust, watcher, onProgress: clock.show });
  const checkpoints = await countCheckpoints(ledger.database, ledger.ledgerId);
  return reportOf(options, {
    source: { kind: 'database', place: ledger.origin },
    ledger: ledger.name,
    verdict,
    passes: clock.passes(),
    checkpoints,
    leftOverFiles: 0,
    tally: watcher.result() ?? NOTHING,
  });
}

/** Audits an exported folder: passes `chain` and `rules`. */
export async function auditFolder(folder: string, options: AuditOptions): Promise<AuditReport> {
  const { trust = NO_TRUST } = options;
  const clock = createPassClock(options);
  const watcher = createAuditTally();
  const { verdict, leftOverFiles, ledger } = await verifyFolder(folder, { trust, watcher, onProgress: clock.show });
  return reportOf(options, {
    source: { kind: 'folder', place: folder },
    ledger,
    verdict,
    passes: clock.passes(),
    checkpoints: await countFolderCheckpoints(folder),
    leftOverFiles,
    tally: watcher.result() ?? NOTHING,
  });
}

const NOTHING: AuditTally = {
  recordedFrom: null,
  recordedUntil: null,
  eventTypes: [],
  findings: [],
  parties: [],
  keys: [],
  openDisputes: [],
  flows: [],
  stocks: [],
  differenceMilligrams: {},
};

function reportOf(
  { now, trust = NO_TRUST }: AuditOptions,
  found: Omit<AuditReport, 'v' | 'madeAt' | 'failuresByKind' | 'trust'>,
): AuditReport {
  const kinds = Map.groupBy(found.verdict.failures, ({ kind }) => kind);
  return {
    v: 1,
    madeAt: new Date(now()).toISOString(),
    ...found,
    failuresByKind: [...kinds].map(([kind, failures]) => ({ kind, count: failures.length })),
    trust: {
      keys: trust.keys.map(vkeyOf),
      keptCheckpoints: trust.kept.map(({ origin, size, root }) => ({ origin, size, root })),
      witnesses: trust.policy?.witnesses.map(({ key }) => key.name) ?? null,
    },
  };
}

function vkeyOf({ name, publicKey }: VerifierKey): string {
  return formatVerifierKey(name, publicKeyBytes(publicKey));
}

/** Takes the time of each pass as its progress is told. */
function createPassClock({ now, onProgress }: AuditOptions) {
  const passes: AuditedPass[] = [];
  let startedAt = now();
  let toldAt = startedAt;
  const show = (progress: VerifyProgress) => {
    const { pass: name, done: entries, events } = progress;
    const last = passes.at(-1);
    // A pass begins where the one before it ended.
    if (last !== undefined && last.name !== name) startedAt = toldAt;
    if (last?.name === name) passes.pop();
    toldAt = now();
    passes.push({ name, entries, events, seconds: (toldAt - startedAt) / 1000 });
    onProgress?.(progress);
  };
  return { show, passes: () => passes };
}

/** Files that come along with events: those that an event names by their hash are kept beside the ledger. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SecretSign } from '@lodestone/interchange/secret-signs.ts';
import type { EncodedEvent } from '../append/submission.ts';
import type { RecordRefusal } from '../record/recording-refusal.ts';
import { DOCUMENT_MAX_BYTES, findDocument, hashFile, keepDocument } from './document-store.ts';
import { scanFile } from './scan-file.ts';

/** What became of the documents that the events name, each counted once. */
export interface AttachmentReport {
  readonly kept: number;
  readonly keptBefore: number;
  /** Named, and neither in the folder nor kept before. */
  readonly missing: number;
  /** The first of those. */
  readonly firstMissing: readonly MissingDocument[];
  /** What the first of those that were kept may give away, so that nobody hands over more than it means to. */
  readonly warnings: readonly DocumentWarning[];
}

/** Signs of a secret in a document that was kept. */
export interface DocumentWarning {
  readonly line: number;
  readonly name: string;
  readonly signs: readonly SecretSign[];
}

export interface MissingDocument {
  readonly line: number;
  readonly name: string;
  readonly sha256: string;
}

export interface Attachments {
  /**
   * Keeps the documents of the event at a line before it is recorded: an event whose documents were there never stands
   * without them, whenever we crash. Answers with a refusal when a file has the name of one and other bytes.
   */
  keep(line: number, event: EncodedEvent['event']): Promise<RecordRefusal | null>;
  report(): AttachmentReport;
}

const MISSING_LISTED_MAX = 100;
const WARNINGS_MAX = 100;

/** Takes the files of a folder, those in its folders too. With `dryRun` nothing is kept, and all is reported. */
export async function openAttachments(
  dataFolder: string,
  folder: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Attachments> {
  const files = await filesByName(folder);
  const done = new Set<string>();
  const counts = { kept: 0, keptBefore: 0, missing: 0 };
  const firstMissing: MissingDocument[] = [];
  const warnings: DocumentWarning[] = [];
  const findByHash = lazyHashes([...files.values()].flat());

  const keepOne = async (line: number, sha256: string, name: string): Promise<Mismatch | 'done' | 'missing'> => {
    if ((await findDocument(dataFolder, sha256)) !== null) {
      counts.keptBefore += 1;
      return 'done';
    }
    const named = files.get(name) ?? [];
    const path = (await findAmong(named, sha256)) ?? (await findByHash(sha256));
    if (path === null) return named[0] === undefined ? 'missing' : describeMismatch(named[0]);
    if (warnings.length < WARNINGS_MAX) {
      const { signs } = await scanFile(path, name);
      if (signs.length > 0) warnings.push({ line, name, signs });
    }
    if (!dryRun) await keepDocument(dataFolder, sha256, path);
    counts.kept += 1;
    return 'done';
  };

  return {
    keep: async (line, event) => {
      for (const [index, { sha256, name }] of (event.documents ?? []).entries()) {
        if (done.has(sha256)) continue;
        const outcome = await keepOne(line, sha256, name);
        if (typeof outcome !== 'string') return refuseFile(line, event.id, index, { sha256, name }, outcome);
        done.add(sha256);
        if (outcome === 'done') continue;
        counts.missing += 1;
        if (firstMissing.length < MISSING_LISTED_MAX) firstMissing.push({ line, name, sha256 });
      }
      return null;
    },
    report: () => ({ ...counts, firstMissing, warnings }),
  };
}

/** A file that has the name of a document and is not it. */
interface Mismatch {
  readonly path: string;
  readonly bytes: number;
  /** Null when it is too large to be a document at all. */
  readonly found: string | null;
}

async function describeMismatch(path: string): Promise<Mismatch> {
  const { size } = await stat(path);
  return { path, bytes: size, found: size > DOCUMENT_MAX_BYTES ? null : await hashFile(path) };
}

function refuseFile(
  line: number,
  event: string,
  index: number,
  { sha256, name }: { readonly sha256: string; readonly name: string },
  { path, bytes, found }: Mismatch,
): RecordRefusal {
  const field = `documents[${index}].sha256`;
  const at = { line, event };
  if (found === null) {
    const message = `${field}: ${path} has ${bytes} bytes, a document may have ${DOCUMENT_MAX_BYTES}: scan it smaller, or divide it`;
    return {
      ...at,
      reason: 'document-size',
      message,
      facts: { field, name, found: bytes, expected: DOCUMENT_MAX_BYTES },
    };
  }
  const message = `${field}: ${path} has SHA-256 ${found}, the event names ${name} by ${sha256}: this is another file, or it was changed; attach the right one, or correct the event`;
  return { ...at, reason: 'document-differs', message, facts: { field, name, expected: sha256, found } };
}

/** Every file of a folder, by its bare name. Links are not followed: what they lead to was not handed over. */
async function filesByName(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = new Map<string, string[]>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const named = files.get(basename(path));
    if (named === undefined) files.set(basename(path), [path]);
    else named.push(path);
  }
  return files;
}

async function findAmong(paths: readonly string[], sha256: string): Promise<string | null> {
  for (const path of paths) {
    if ((await stat(path)).size <= DOCUMENT_MAX_BYTES && (await hashFile(path)) === sha256) return path;
  }
  return null;
}

/** Finds a file by its hash. All are hashed once, when a name did not lead to one. */
function lazyHashes(paths: readonly string[]): (sha256: string) => Promise<string | null> {
  let hashes: Promise<ReadonlyMap<string, string>> | undefined;
  const hashAll = async () => {
    const byHash = new Map<string, string>();
    for (const path of paths) {
      if ((await stat(path)).size <= DOCUMENT_MAX_BYTES) byHash.set(await hashFile(path), path);
    }
    return byHash;
  };
  return async (sha256) => (await (hashes ??= hashAll())).get(sha256) ?? null;
}

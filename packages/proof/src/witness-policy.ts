/** Which logs and witnesses somebody trusts, and how many of them it takes: C2SP tlog-policy. */
import { type CosignerKey, parseCosignerKey } from './cosignature.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts';

export interface WitnessPolicy {
  readonly logs: readonly { readonly key: VerifierKey; readonly url: string | null }[];
  readonly witnesses: readonly PolicyWitness[];
  /** Null when no cosignature is asked for. */
  readonly quorum: Member | null;
}

export interface PolicyWitness {
  /** What the policy calls it; its key has a name of its own. */
  readonly name: string;
  readonly key: CosignerKey;
  readonly url: string | null;
}

/** A witness, or a group of which so many members must have witnessed. */
type Member =
  | PolicyWitness
  | { readonly name: string; readonly threshold: number; readonly members: readonly Member[] };

/** Bounds the work that a file can ask for. */
const LINES_MAX = 1_000;

interface Draft {
  readonly logs: { key: VerifierKey; url: string | null }[];
  readonly witnesses: PolicyWitness[];
  readonly defined: Map<string, Member>;
  /** Each may be a member of one group at most. */
  readonly grouped: Set<string>;
  quorum: Member | null | undefined;
}

/**
 * Reads a policy:
 *
 *     log <vkey> [<url>]
 *     witness <name> <vkey> [<url>]
 *     group <name> all|any|<number> <name>…
 *     quorum <name>|none
 *
 * Empty lines and lines that begin with # are passed over; names are of preceding lines. A refusal names the line.
 */
export function parseWitnessPolicy(text: string): Parsed<WitnessPolicy> {
  const lines = text.split('\n');
  if (lines.length > LINES_MAX) return refuse(`a policy has at most ${LINES_MAX} lines, found ${lines.length}`);
  const draft: Draft = { logs: [], witnesses: [], defined: new Map(), grouped: new Set(), quorum: undefined };
  for (const [index, line] of lines.entries()) {
    const problem = takeLine(line, draft);
    if (problem !== null) return refuse(`line ${index + 1}: ${problem}`);
  }
  const { logs, witnesses, quorum } = draft;
  if (quorum === undefined) return refuse('a policy has one quorum line: quorum <name>, or quorum none');
  return accept({ logs, witnesses, quorum });
}

/** Whether those who have cosigned are enough. */
export function meetsQuorum({ quorum }: WitnessPolicy, cosigned: ReadonlySet<CosignerKey>): boolean {
  return quorum === null || hasWitnessed(quorum, cosigned);
}

function hasWitnessed(member: Member, cosigned: ReadonlySet<CosignerKey>): boolean {
  if ('key' in member) return cosigned.has(member.key);
  return member.members.filter((each) => hasWitnessed(each, cosigned)).length >= member.threshold;
}

function takeLine(line: string, draft: Draft): string | null {
  if (line.endsWith('\r'))
    return 'it ends in a carriage return: the lines of a policy end in a line feed alone; save it so';
  // Control characters other than the tab, that is.
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)) return `${show(line)} has a control character`;
  const words = line.split(/[ \t]+/).filter((word) => word !== '');
  const [keyword, ...rest] = words;
  if (keyword === undefined || keyword.startsWith('#')) return null;
  switch (keyword) {
    case 'log':
      return takeLog(rest, draft);
    case 'witness':
      return takeWitness(rest, draft);
    case 'group':
      return takeGroup(rest, draft);
    case 'quorum':
      return takeQuorum(rest, draft);
    default:
      return `a line begins with log, witness, group or quorum, found ${show(keyword)}`;
  }
}

function takeLog([vkey = '', url, ...more]: string[], { logs }: Draft): string | null {
  const key = parseVerifierKey(vkey);
  if (!key.ok) return key.problem;
  if (more.length > 0) return 'a log has a key and at most one address';
  if (logs.some((log) => log.key.publicKey === key.value.publicKey)) return 'this key is that of another log already';
  logs.push({ key: key.value, url: url ?? null });
  return null;
}

function takeWitness([name = '', vkey = '', url, ...more]: string[], { witnesses, defined }: Draft): string | null {
  const taken = refuseName(name, defined);
  if (taken !== null) return taken;
  const key = parseCosignerKey(vkey);
  if (!key.ok) return key.problem;
  if (more.length > 0) return 'a witness has a name, a key and at most one address';
  const other = witnesses.find((each) => each.key.publicKey === key.value.publicKey);
  if (other !== undefined) return `this key is that of ${other.name} already`;
  const witness = { name, key: key.value, url: url ?? null };
  witnesses.push(witness);
  defined.set(name, witness);
  return null;
}

function takeGroup([name = '', count = '', ...names]: string[], { defined, grouped }: Draft): string | null {
  const taken = refuseName(name, defined);
  if (taken !== null) return taken;
  const members: Member[] = [];
  for (const each of names) {
    const member = defined.get(each);
    if (member === undefined) return `${show(each)} is no witness or group of a line before`;
    if (grouped.has(each)) return `${each} is a member of a group already`;
    grouped.add(each);
    members.push(member);
  }
  const threshold = thresholdOf(count, members.length);
  if (threshold === null) {
    return `a group of ${members.length} needs all, any, or a number from 1 to ${members.length}, found ${show(count)}`;
  }
  defined.set(name, { name, threshold, members });
  return null;
}

function thresholdOf(count: string, members: number): number | null {
  if (members === 0) return null;
  if (count === 'all') return members;
  if (count === 'any') return 1;
  const threshold = /^[1-9][0-9]{0,3}$/.test(count) ? Number(count) : 0;
  return threshold >= 1 && threshold <= members ? threshold : null;
}

function takeQuorum([name = '', ...more]: string[], draft: Draft): string | null {
  if (draft.quorum !== undefined) return 'there is a quorum line already';
  if (more.length > 0) return 'a quorum is one name';
  const member = name === 'none' ? null : draft.defined.get(name);
  if (member === undefined) return `${show(name)} is no witness or group of a line before, and not none`;
  draft.quorum = member;
  return null;
}

function refuseName(name: string, defined: ReadonlyMap<string, Member>): string | null {
  if (name === '') return 'a name is missing';
  if (name === 'none') return 'none is not a name: it stands for no quorum';
  return defined.has(name) ? `${name} is the name of a line before` : null;
}

import type { X509Certificate } from 'node:crypto';
import { parseTrustedKeys } from '@lodestone/evidence/parse-trust.ts';
import { verifyEd25519 } from '@lodestone/ledger/keys/node-crypto.ts';
import type { KeptTimestamp, TimestampTrust } from '@lodestone/ledger/audit/verify-timestamps.ts';
import type { KeptCheckpoint, Trust } from '@lodestone/ledger/audit/verify-checkpoints.ts';
import { openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { openCosignatures } from '@lodestone/proof/cosignature.ts';
import { parseVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseWitnessPolicy, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { readBounded } from '../input/bounded-file.ts';
import { CommandFailure, EXIT } from '../failure.ts';

export interface TrustOptions {
  readonly trust?: readonly string[];
  readonly checkpoint?: readonly string[];
  readonly policy?: string;
  readonly timestampAuthority?: readonly string[];
  readonly timestamp?: readonly string[];
}

/** Collects an option that may be given more than once. */
export function oneMore(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** The keys, checkpoints and witnesses that were given; each checkpoint must be signed by one of the keys. */
export async function readTrust(options: TrustOptions): Promise<Trust> {
  const { trust = [], checkpoint = [], policy: policyPath } = options;
  const policy = policyPath === undefined ? null : await readPolicy(policyPath);
  const keys = policy?.logs.map((log) => log.key) ?? [];
  keys.push(...(await readVerifierKeys('--trust', trust)));
  if (keys.length === 0 && checkpoint.length > 0) {
    throw new CommandFailure(EXIT.usage, '--checkpoint needs --trust <key>: the key that signed it');
  }
  if (keys.length === 0 && policy !== null) {
    const message = `--policy ${policyPath}: it has no line "log <key>" and there is no --trust <key>: the key that signs the checkpoints`;
    throw new CommandFailure(EXIT.usage, message);
  }
  const kept: KeptCheckpoint[] = [];
  for (const path of checkpoint) kept.push(await readKept(path, keys, policy));
  return { keys, kept, policy, timestamps: await readTimestampTrust(options) };
}

async function readTimestampTrust({
  timestampAuthority = [],
  timestamp = [],
}: TrustOptions): Promise<TimestampTrust | null> {
  if (timestampAuthority.length === 0) {
    if (timestamp.length === 0) return null;
    throw new CommandFailure(EXIT.usage, '--timestamp needs --timestamp-authority <pem>: whom to believe');
  }
  const { imprintOf, parseCertificates } = await import('@lodestone/ledger/witness/timestamp-token.ts');
  const authorities: X509Certificate[] = [];
  for (const path of timestampAuthority) {
    const parsed = parseCertificates(await readGiven('--timestamp-authority', path));
    if (!parsed.ok) throw new CommandFailure(EXIT.usage, `--timestamp-authority ${path}: ${parsed.problem}`);
    authorities.push(...parsed.value);
  }
  const kept = new Map<string, KeptTimestamp>();
  for (const path of timestamp) {
    const answer = await readGivenBytes('--timestamp', path);
    const imprint = imprintOf(answer);
    if (!imprint.ok) throw new CommandFailure(EXIT.usage, `--timestamp ${path}: ${imprint.problem}`);
    kept.set(imprint.value, { path, answer });
  }
  return { authorities, kept };
}

/** Which witnesses count, as a file says. */
export async function readPolicy(path: string): Promise<WitnessPolicy> {
  const parsed = parseWitnessPolicy(await readGiven('--policy', path));
  if (!parsed.ok) throw new CommandFailure(EXIT.usage, `--policy ${path}: ${parsed.problem}`);
  return parsed.value;
}

async function readKept(
  path: string,
  keys: readonly VerifierKey[],
  policy: WitnessPolicy | null,
): Promise<KeptCheckpoint> {
  const note = await readGiven('--checkpoint', path);
  const opened = openCheckpoint(note, keys, verifyEd25519);
  if (!opened.ok) throw new CommandFailure(EXIT.usage, `--checkpoint ${path}: ${opened.problem}`);
  const witnesses = policy?.witnesses.map(({ key }) => key) ?? [];
  const cosigned = openCosignatures(note, witnesses, verifyEd25519);
  if (!cosigned.ok) throw new CommandFailure(EXIT.usage, `--checkpoint ${path}: ${cosigned.problem}`);
  return { ...opened.value.checkpoint, cosignatures: cosigned.value };
}

/** Of each that was given: a verifier key as it stands, or those of a file that has some. */
export async function readVerifierKeys(option: string, given: readonly string[]): Promise<VerifierKey[]> {
  return (await Promise.all(given.map((each) => readKeysGiven(option, each)))).flat();
}

async function readKeysGiven(option: string, given: string): Promise<readonly VerifierKey[]> {
  const key = parseVerifierKey(given);
  if (key.ok) return [key.value];
  // No path has the two signs of a verifier key, or hardly any: what is wrong with the key is the better answer.
  if (given.split('+').length === 3) throw new CommandFailure(EXIT.usage, `${option}: ${key.problem}`);
  const keys = parseTrustedKeys(await readGiven(option, given));
  if (!keys.ok) throw new CommandFailure(EXIT.usage, `${option} ${given}: ${keys.problem}`);
  if (keys.value.length === 0) throw new CommandFailure(EXIT.usage, `${option} ${given}: there is no key in it`);
  return keys.value;
}

async function readGiven(option: string, path: string): Promise<string> {
  return (await readGivenBytes(option, path)).toString('utf8');
}

/** Keys, policies, notes, certificates and time-stamps are a page each. */
const GIVEN_MAX_BYTES = 1024 * 1024;

function readGivenBytes(option: string, path: string): Promise<Buffer> {
  return readBounded(path, GIVEN_MAX_BYTES, `${option} ${path}`);
}

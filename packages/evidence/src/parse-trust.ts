/** Whom the reader of a bundle trusts, as texts: keys, and a policy of witnesses. */
import { accept, type Parsed, refuse } from '@lodestone/proof/parsed.ts';
import { parseVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseWitnessPolicy, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import type { Trust } from './check-checkpoint.ts';

/** What a person may paste is bounded, as is what a bundle may hold. */
const KEYS_MAX = 100;

/** Reads trusted keys, a verifier key on each line; empty lines and lines that begin with # are passed over. */
export function parseTrustedKeys(text: string): Parsed<readonly VerifierKey[]> {
  const keys: VerifierKey[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const key = parseVerifierKey(trimmed);
    if (!key.ok) return refuse(`line ${index + 1}: ${key.problem}`);
    if (keys.length === KEYS_MAX) return refuse(`line ${index + 1}: more than ${KEYS_MAX} keys`);
    keys.push(key.value);
  }
  return accept(keys);
}

/** Reads keys and policy; at least one key must be trusted, which a policy's `log` line may name as well. */
export function parseTrust(keysText: string, policyText: string | null): Parsed<Trust> {
  const keys = parseTrustedKeys(keysText);
  if (!keys.ok) return refuse(`trusted keys, ${keys.problem}`);
  const policy = policyText === null ? accept(null) : parseWitnessPolicy(policyText);
  return policy.ok ? trustIn(keys.value, policy.value) : refuse(`policy, ${policy.problem}`);
}

/** The trust of a reader who has these, if a key is among them, which a policy's `log` line may name. */
export function trustIn(keys: readonly VerifierKey[], policy: WitnessPolicy | null): Parsed<Trust> {
  if (keys.length > 0 || (policy !== null && policy.logs.length > 0)) return accept({ keys, policy });
  return refuse('a trusted key is missing: without one, anybody could have made the bundle');
}

/**
 * The small verifier as a module and as a program, built into the one file `lodestone-verify.mjs`:
 *
 *     node lodestone-verify.mjs bundle.json --trust example.org/ledger+0a1b2c3d+AQ…
 *     import { verifyBundle } from './lodestone-verify.mjs';
 *
 * As a module it runs wherever JavaScript does; it asks for parts of Node only as a program.
 */
import type { EvidenceVerdict } from '@lodestone/evidence/verdict.ts';
import { verifyBundle as verify } from '@lodestone/evidence/verify-bundle.ts';
import { parseTrust } from '@lodestone/evidence/parse-trust.ts';
import { runCommand } from './run-command.ts';

/** Whom the caller trusts: verifier keys, and the text of a policy of witnesses (C2SP tlog-policy). */
export interface TrustTexts {
  readonly keys: readonly string[];
  readonly policy?: string | null;
}

/** Verifies the bytes of a bundle. Throws only where the trusted keys or the policy are not what they should be. */
export function verifyBundle(bytes: Uint8Array, { keys, policy = null }: TrustTexts): EvidenceVerdict {
  const trust = parseTrust(keys.join('\n'), policy);
  if (!trust.ok) throw new TypeError(trust.problem);
  return verify(bytes, trust.value);
}

void runAsProgram();

/** In a function: some bundlers take an `await` outside of any for a name, where the minified name behind it can be a word of the language. */
async function runAsProgram(): Promise<void> {
  if (await isProgram()) process.exitCode = await runCommand(process.argv.slice(2));
}

/** Whether Node was started with this file. */
async function isProgram(): Promise<boolean> {
  if (!('process' in globalThis) || process.argv[1] === undefined) return false;
  const { realpathSync } = await import('node:fs');
  const { pathToFileURL } = await import('node:url');
  return import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href;
}

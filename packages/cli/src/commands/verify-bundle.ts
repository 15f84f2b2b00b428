import { BUNDLE_MAX_BYTES } from '@lodestone/evidence/bundle.ts';
import { isEnough } from '@lodestone/evidence/verdict.ts';
import { trustIn } from '@lodestone/evidence/parse-trust.ts';
import { describeEvidence } from '@lodestone/evidence/verdict-text.ts';
import { verifyBundle } from '@lodestone/evidence/verify-bundle.ts';
import { existsSync } from 'node:fs';
import { decryptWith, readIdentityFile } from '@lodestone/ledger/keys/age-file.ts';
import { sha256, verifyEd25519 } from '@lodestone/ledger/keys/node-crypto.ts';
import { witnessPolicyPath } from '@lodestone/ledger/witness/ask-witnesses.ts';
import type { Command } from 'commander';
import { readBounded } from '../input/bounded-file.ts';
import { contextOf } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import type { Output } from '../output/output.ts';
import { oneMore, readPolicy, readVerifierKeys } from '../options/trust-options.ts';

const EXAMPLES = `
Examples:
  $ lodestone verify-bundle shipment.bundle --trust example.org/first+3c36b2cb+AYo0…
  $ lodestone verify-bundle shipment.bundle --trust key.txt --policy witnesses.txt
The key of a ledger is what its lodestone checkpoint --key prints. Get it on a way that you trust.`;

interface Options {
  readonly trust?: readonly string[];
  readonly policy?: string;
  readonly identity?: readonly string[];
  readonly believeSender?: boolean;
}

export function addVerifyBundle(program: Command): void {
  program
    .command('verify-bundle')
    .argument('<file>', 'an evidence bundle')
    .description('check a bundle that somebody gave you, with no ledger and no network')
    .option('--trust <key>', 'a verifier key that you trust, or a file with such keys; may be given again', oneMore)
    .option('--policy <file>', 'which witnesses must have seen the checkpoint (C2SP tlog-policy)')
    .option('--identity <file>', 'your age identity, for a bundle that is encrypted to you', oneMore)
    .option('--believe-sender', 'exit with 0 also when statements are only the word of whoever made the file')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: Options, command: Command) => {
      const { trust: given = [], policy: policyPath, identity = [], believeSender: believesSender = false } = options;
      const { output, place } = contextOf(command);
      const policy = policyPath === undefined ? null : await readPolicy(policyPath);
      const trust = trustIn(await readVerifierKeys('--trust', given), policy);
      if (!trust.ok) throw new CommandFailure(EXIT.usage, `--trust: ${trust.problem}`);
      const file = await readBounded(path, BUNDLE_MAX_BYTES + ENCRYPTION_MAX_BYTES);
      const bytes = isEncrypted(file) ? await decrypt(path, file, identity) : file;
      const verdict = verifyBundle(bytes, trust.value, { sha256, verify: verifyEd25519 });
      output.answer(verdict, () => describeEvidence(verdict, { widthColumns: output.width, believesSender }));
      if (verdict.level === 'checkpoint' && policy === null) hintAtPolicy(output, place.dataFolder);
      if (!isEnough(verdict, believesSender)) process.exitCode = EXIT.no;
    });
}

/** Whom a reader trusts is for the reader to say: a policy that lies about is named, never taken. */
function hintAtPolicy(output: Output, dataFolder: string): void {
  const path = witnessPolicyPath(dataFolder);
  if (!existsSync(path)) return;
  output.note(`No witness was asked for. If you trust those of your data folder: --policy ${path}`);
}

const AGE_HEADER = 'age-encryption.org/v1\n';

/** What age adds: a line for each reader, and 16 bytes for each 64 KiB. */
const ENCRYPTION_MAX_BYTES = 1024 * 1024;

function isEncrypted(file: Uint8Array): boolean {
  return Buffer.from(file.subarray(0, AGE_HEADER.length)).toString('latin1') === AGE_HEADER;
}

async function decrypt(path: string, file: Uint8Array, identityFiles: readonly string[]): Promise<Uint8Array> {
  if (identityFiles.length === 0) {
    throw new CommandFailure(EXIT.usage, `${path} is encrypted: give your age identity with --identity <file>`);
  }
  const identities = (await Promise.all(identityFiles.map(readIdentityFile))).flat();
  const secrets = identities.map(({ identity }) => identity);
  const decrypted = await decryptWith(secrets, file);
  if (decrypted.ok) return decrypted.bytes;
  const why = decrypted.reason === 'not-a-reader' ? 'it is encrypted to others' : 'it is damaged';
  throw new CommandFailure(EXIT.no, `${path} cannot be opened: ${why}`);
}

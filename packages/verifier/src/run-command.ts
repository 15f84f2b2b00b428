/** The command line of the small verifier: the options, texts and exit codes of `lodestone verify-bundle`. */
import { BUNDLE_MAX_BYTES } from '@lodestone/evidence/bundle.ts';
import { isEnough } from '@lodestone/evidence/verdict.ts';
import { describeEvidence } from '@lodestone/evidence/verdict-text.ts';
import { verifyBundle } from '@lodestone/evidence/verify-bundle.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseTrust } from '@lodestone/evidence/parse-trust.ts';

const EXIT = { ok: 0, no: 1, usage: 2 } as const;

/** Keys and policies are a page of text. */
const TEXT_MAX_BYTES = 1024 * 1024;

const USAGE = `usage: node lodestone-verify.mjs <bundle> --trust <key> [--policy <file>] [--believe-sender] [--json]

Checks an evidence bundle with no ledger and no network.
  --trust <key>    a verifier key that you trust, or a file with such keys; may be given again
  --policy <file>  which witnesses must have seen the checkpoint (C2SP tlog-policy)
  --believe-sender exit with 0 also when statements are only the word of whoever made the file
  --json           the verdict for machines
Exit codes: 0 valid, 1 invalid or only partly proven, 2 wrong use or a file that cannot be read.
`;

/** Runs the command to its end, and gives the exit code. */
export async function runCommand(commandArguments: readonly string[]): Promise<number> {
  // Who leaves before the end, as `head` does, has read enough; the exit code is the verdict all the same.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    return await check(commandArguments);
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    process.stderr.write(`lodestone-verify: ${error.message}\n`);
    return EXIT.usage;
  }
}

class WrongUse extends Error {}

async function check(commandArguments: readonly string[]): Promise<number> {
  const {
    bundle,
    trust: given,
    policy,
    json,
    help,
    'believe-sender': believesSender,
  } = await readArguments(commandArguments);
  if (help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  if (bundle === undefined) throw new WrongUse(`one bundle is checked at a time\n\n${USAGE.trimEnd()}`);
  const keys: string[] = [];
  for (const key of given) keys.push(await readKeys(key));
  const policyText = policy === undefined ? null : await readTextFile(policy);
  const trust = parseTrust(keys.join('\n'), policyText);
  if (!trust.ok) throw new WrongUse(trust.problem);
  const verdict = verifyBundle(await readBounded(bundle, BUNDLE_MAX_BYTES), trust.value);
  process.stdout.write(`${json ? JSON.stringify(verdict, null, 2) : describeEvidence(verdict, { believesSender })}\n`);
  return isEnough(verdict, believesSender) ? EXIT.ok : EXIT.no;
}

async function readArguments(commandArguments: readonly string[]) {
  const { parseArgs } = await import('node:util');
  try {
    const { positionals, values } = parseArgs({
      args: [...commandArguments],
      allowPositionals: true,
      options: {
        trust: { type: 'string', multiple: true, default: [] },
        policy: { type: 'string' },
        'believe-sender': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, bundle: positionals.length === 1 ? positionals[0] : undefined };
  } catch (error) {
    throw new WrongUse(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE.trimEnd()}`);
  }
}

/** A verifier key as it stands, or what a file of them says. No path has the two signs of a key, or hardly any. */
async function readKeys(given: string): Promise<string> {
  const isKey = given.split('+').length === 3 || parseVerifierKey(given).ok;
  return isKey ? given : await readTextFile(given);
}

async function readTextFile(path: string): Promise<string> {
  return new TextDecoder().decode(await readBounded(path, TEXT_MAX_BYTES));
}

/** Reads a file whole, unless it is larger than such a file can be. */
async function readBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  const { open } = await import('node:fs/promises');
  try {
    const file = await open(path);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    // A device has no size, and no end.
    for await (const chunk of file.createReadStream() as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new WrongUse(`${path} has more than the ${maxBytes} bytes that it may have`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw new WrongUse(`${path}: the file cannot be read (${why})`);
  }
}

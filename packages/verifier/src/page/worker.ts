/** The worker: checks one bundle beside the page, so that the page stays alive, and says how far it is. */
import { BUNDLE_MAX_BYTES } from '@lodestone/evidence/bundle.ts';
import { examineBundle } from '@lodestone/evidence/verify-bundle.ts';
import { verifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { encodeHexadecimal } from '@lodestone/proof/hexadecimal.ts';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { parseTrust } from '@lodestone/evidence/parse-trust.ts';
import type { CheckAnswer, CheckRequest } from './messages.ts';
import { claimReport } from './report.ts';

/** A signature takes some milliseconds; more news than this would only cost time. */
const SIGNATURES_PER_NEWS = 20;

/** Answers the one request that the page sends. */
export function serveRequests(): void {
  addEventListener('message', ({ data }: MessageEvent<CheckRequest>) => {
    void check(data).catch((error: unknown) => {
      answer({ kind: 'trouble', message: error instanceof Error ? error.message : String(error) });
    });
  });
}

function answer(message: CheckAnswer): void {
  postMessage(message);
}

async function check({ file, keysText, policyText }: CheckRequest): Promise<void> {
  const trust = parseTrust(keysText, policyText);
  if (!trust.ok) return answer({ kind: 'trouble', message: trust.problem });
  // One byte more than a bundle may have is enough to say that it is too large.
  const bytes = new Uint8Array(await file.slice(0, BUNDLE_MAX_BYTES + 1).arrayBuffer());
  let signatures = 0;
  const verify: typeof verifyEd25519 = (publicKey, message, signature) => {
    signatures += 1;
    if (signatures % SIGNATURES_PER_NEWS === 0) answer({ kind: 'progress', signatures });
    return verifyEd25519(publicKey, message, signature);
  };
  const { verdict, evidence } = examineBundle(bytes, trust.value, { sha256: nobleSha256, verify });
  const sha256 = encodeHexadecimal(nobleSha256(bytes));
  const claim = evidence === null ? null : claimReport(evidence);
  answer({ kind: 'report', report: { verdict, file: { name: file.name, bytes: file.size, sha256 }, claim } });
}

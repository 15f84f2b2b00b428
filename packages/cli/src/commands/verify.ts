import type { Verdict } from '@lodestone/ledger/verdict.ts';
import { lostLedgerVerdict, PASSES, type Pass, verifyLedger } from '@lodestone/ledger/verify-ledger.ts';
import type { Command } from 'commander';
import { choiceOption, type Context, contextOf, LostLedger, withLedger } from '../context.ts';
import { EXIT } from '../failure.ts';

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('check the whole ledger: every byte, digest, link and signature; every rule; every view row')
    .option('--only <pass>', PASSES.join(', '), choiceOption('--only', PASSES))
    .action(async (options: { only?: Pass }, command: Command) => {
      const context = contextOf(command);
      const verdict = await verify(context, options.only);
      context.output.answer(verdict, () => describeVerdict(verdict));
      process.exitCode = verdict.verdict === 'valid' ? EXIT.ok : EXIT.no;
    });
}

/** Verifies, with the time that is left when the work is long. A ledger that was lost is invalid, not "not found". */
async function verify(context: Context, only: Pass | undefined): Promise<Verdict> {
  const { output } = context;
  try {
    return await withLedger(context, (ledger) => {
      let pass = '';
      let startedAt = 0;
      return verifyLedger(ledger, {
        only,
        onProgress: (progress) => {
          if (progress.pass !== pass) {
            pass = progress.pass;
            startedAt = Date.now();
          }
          const { done, total } = progress;
          const secondsLeft = Math.ceil(((Date.now() - startedAt) / 1000) * (total / done - 1));
          output.progress(`verifying · ${pass} · entry ${done} of ${total} · about ${secondsLeft} s left in this pass`);
        },
      });
    });
  } catch (error) {
    if (error instanceof LostLedger) return lostLedgerVerdict(error.known);
    throw error;
  }
}

const FAILURES_SHOWN = 20;

/** What people read of a verdict: the word, what was checked, the differences, and what it does not say. */
export function describeVerdict(verdict: Verdict): string {
  const { entries, events, head, level, keys, failures, failuresOmitted } = verdict;
  const lines = [
    verdict.verdict === 'valid'
      ? `VALID · level ${level} · ${entries} entries, ${events} events`
      : `INVALID · ${failures.length + failuresOmitted} differences in ${entries} entries, ${events} events`,
    `  head  size ${head.size} · leaf hash ${head.leafHash} · root ${head.root}`,
  ];
  if (keys.heldByLedger > 0)
    lines.push(`  ${keys.heldByLedger} keys are held by the ledger itself, which signs for these members`);
  if (keys.recovery > 0)
    lines.push(`  ${keys.recovery} keys were enrolled in recovery, not by an earlier key of the party`);
  if (verdict.verdict === 'valid') {
    lines.push('  every digest, link, signature and rule agrees, and the views follow from the ledger;');
    lines.push('  against rewriting by whoever holds the database, compare head and root with ones kept elsewhere');
    return lines.join('\n');
  }
  const shown = failures.slice(0, FAILURES_SHOWN);
  for (const { position, ordinal, kind, expected, found, message } of shown) {
    const place =
      position === null ? 'ledger' : ordinal === null ? `entry ${position}` : `entry ${position}, event ${ordinal}`;
    lines.push('', `  ${place} · ${kind}`, `    ${message}`, `    expected  ${expected}`, `    found     ${found}`);
  }
  const more = failures.length + failuresOmitted - shown.length;
  if (more > 0) lines.push('', `  … and ${more} more (--json lists them)`);
  return lines.join('\n');
}

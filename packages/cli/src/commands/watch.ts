import { formatCount } from '@lodestone/custody/format-count.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { listPartyKeys } from '@lodestone/ledger/keys/party-keys.ts';
import {
  HistoryChanged,
  startWatching,
  type Watched,
  type WatchNotice,
  watchOnce,
} from '@lodestone/ledger/audit/watch-party.ts';
import { keepWatched, readWatched } from '@lodestone/ledger/audit/watch-state.ts';
import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { wholeNumberOption } from '../options/option-values.ts';

const DEFAULT_INTERVAL_SECONDS = 10;

const EXAMPLES = `
Examples:
  $ lodestone watch --party MINE-A
  $ lodestone watch --party MINE-A --once || mail -s 'somebody signs as us' office@mine-a.example
It tells when somebody enrols or revokes a key of the party, or files as it or on its
behalf, and goes on next time from where it was. The first time it begins where the
ledger ends; --since 0 reads all of it. With --once the exit code is 1 when something
was not signed by a key of the keyring here, or when the history was changed.`;

interface Options {
  readonly party: string;
  readonly since?: number;
  readonly once?: boolean;
  readonly interval: number;
}

export function addWatch(program: Command): void {
  program
    .command('watch')
    .description('tell a member when anyone enrols a key for it or files in its name')
    .requiredOption('--party <party>', 'who is watched over')
    .option('--since <position>', 'from this entry on, whatever was watched before', wholeNumberOption('--since', 0))
    .option('--once', 'what is new since the last time, and no more')
    .option('--interval <seconds>', 'how often to look', wholeNumberOption('--interval', 1), DEFAULT_INTERVAL_SECONDS)
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, (ledger) => watch(context, ledger, options)).catch(async (error: unknown) => {
        if (!(error instanceof HistoryChanged)) throw error;
        if (context.output.json)
          await context.output.line({ what: 'history-changed', message: error.message }, () => '');
        throw new CommandFailure(EXIT.no, error.message);
      });
    });
}

async function watch(context: Context, ledger: Ledger, options: Options): Promise<void> {
  const { party, since, once = false, interval } = options;
  const kept = since === undefined ? await readWatched(ledger, party) : null;
  let watched = kept ?? (await begin(context, ledger, party, since));
  for (;;) {
    const seen = await look(context, ledger, party, watched);
    watched = seen.watched;
    if (once) {
      const all = formatCount(seen.notices, 'notice');
      context.output.note(
        `${party} is watched up to entry ${(watched.head?.size ?? 0) - 1}: ${all}, ${seen.strange} not signed here.`,
      );
      if (seen.strange > 0) process.exitCode = EXIT.no;
      return;
    }
    await sleep(interval * 1_000);
  }
}

/** The first time: says which keys count for the party already, and which of them are not here. */
async function begin({ output }: Context, ledger: Ledger, party: string, since: number | undefined): Promise<Watched> {
  const watched = await startWatching(ledger, party, since);
  const here = new Set((await listPartyKeys(ledger)).map(({ key }): string => key));
  const elsewhere = watched.keys.filter((key) => !here.has(key));
  const from = watched.head?.size ?? 0;
  output.note(`Watching ${party} from entry ${from} on. It has had ${formatCount(watched.keys.length, 'key')} before.`);
  for (const key of elsewhere) output.note(`  not in the keyring here: ${key}`);
  await keepWatched(ledger, party, watched);
  return watched;
}

async function look(
  { output }: Context,
  ledger: Ledger,
  party: string,
  from: Watched,
): Promise<{ readonly watched: Watched; readonly notices: number; readonly strange: number }> {
  const seen = { watched: from, notices: 0, strange: 0 };
  for await (const { notices, watched } of watchOnce(ledger, party, from)) {
    for (const notice of notices) await output.line(notice, () => describe(party, notice));
    seen.notices += notices.length;
    seen.strange += notices.filter(({ isOwn }) => !isOwn).length;
    // After the notices: if we crash in between they are told again, and never passed over.
    await keepWatched(ledger, party, watched);
    seen.watched = watched;
  }
  return seen;
}

function describe(party: string, notice: WatchNotice): string {
  const { position, ordinal, recordedAt, isOwn, signedBy } = notice;
  const who = isOwn ? 'signed here' : `NOT SIGNED HERE, by ${signedBy}`;
  return `${formatTime(recordedAt)}  ${position}.${ordinal}  ${whatOf(party, notice)} · ${who}`;
}

function whatOf(party: string, { what, type, key }: WatchNotice): string {
  switch (what) {
    case 'key-enrolled':
      return `a key was enrolled for ${party}: ${key}`;
    case 'key-revoked':
      return `a key of ${party} was revoked: ${key}`;
    case 'filed':
      return `${type} by ${party}`;
    case 'filed-on-behalf':
      return `${type} on behalf of ${party}`;
    default:
      return what satisfies never;
  }
}

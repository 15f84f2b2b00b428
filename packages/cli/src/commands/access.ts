import type { AccessGrant, FieldView } from '@lodestone/custody/controls/access.ts';
import { onlyKeyParty } from '@lodestone/ledger/keys/party-keys.ts';
import { readGrants, readViews } from '@lodestone/ledger/seals/read-access.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { timeOption } from '../options/option-values.ts';
import { formatTable } from '../output/table.ts';

const EXAMPLES = `
Examples:
  $ lodestone access log --mine
  $ lodestone access grants --officer BUREAU
Grants are recorded as events: access-granted, access-ended.`;

interface GrantOptions {
  readonly officer?: string;
  readonly givenBy?: string;
  readonly at?: string;
  readonly due?: boolean;
}

interface LogOptions {
  readonly mine?: boolean;
  readonly owner?: string;
  readonly event?: string;
  readonly officer?: string;
}

export function addAccess(program: Command): void {
  const access = program
    .command('access')
    .description('who may see what is sealed, and who has seen it')
    .addHelpText('after', EXAMPLES);
  access
    .command('grants')
    .description('who may see which sealed members, what for and until when')
    .option('--officer <party>', 'only those of this officer')
    .option('--given-by <party>', 'only those that the party has given')
    .option('--at <time>', 'only those in force then', timeOption('--at'))
    .option('--due', 'only those whose time to delete what was seen has come')
    .action(async (options: GrantOptions, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const now = new Date().toISOString();
        const grants = (await readGrants(ledger, options)).filter((grant) => isAsked(grant, options, now));
        const rows = grants.map((grant) => ({ ...grant, state: stateOf(grant, now) }));
        context.output.answer(rows, () =>
          formatTable(GRANT_COLUMNS, rows.map(grantCells), 'No grants.', context.output.tableWidth),
        );
      });
    });
  access
    .command('log')
    .description('who has seen which sealed member, when and what for')
    .option('--mine', 'only what the party has sealed whose key is here')
    .option('--owner <party>', 'only what this party has sealed')
    .option('--event <event>', 'only what this event has sealed')
    .option('--officer <party>', 'only what this officer has seen')
    .action(async ({ mine = false, ...options }: LogOptions, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const owner = mine ? await onlyKeyParty(ledger.dataFolder) : options.owner;
        if (mine && owner === undefined) {
          throw new CommandFailure(
            EXIT.usage,
            '--mine is of one party, and there are keys of several here: use --owner',
          );
        }
        const views = await readViews(ledger, { ...options, owner });
        context.output.answer(views, () =>
          formatTable(LOG_COLUMNS, views.map(viewCells), 'Nobody has seen any of it.', context.output.tableWidth),
        );
      });
    });
}

const GRANT_COLUMNS = [
  { title: 'officer' },
  { title: 'grant' },
  { title: 'purpose' },
  { title: 'of' },
  { title: 'fields', whenTooWide: 'wrapped' },
  { title: 'from (UTC)', whenTooWide: 'left-out' },
  { title: 'before (UTC)' },
  { title: 'delete by (UTC)' },
  { title: 'given by' },
  { title: 'state' },
] as const;

function grantCells({ state, ...grant }: AccessGrant & { readonly state: string }): string[] {
  const { officer, purpose, subject, fields, from, to, deleteBy, givenBy } = grant;
  const of = `${subject.kind} ${subject.id}`;
  const times = [from, to, deleteBy].map((time) => (time === null ? '' : formatTime(time)));
  return [officer, grant.grant, purpose, of, fields.join(', '), ...times, givenBy, state];
}

function stateOf({ from, to, deleteBy, end }: AccessGrant, now: string): string {
  if (deleteBy !== null && deleteBy <= now) return 'to be deleted';
  if (end !== null) return `ended by ${end.party}`;
  if (now < from) return 'not yet';
  return now < to ? 'in force' : 'over';
}

function isAsked(grant: AccessGrant, { at, due = false }: GrantOptions, now: string): boolean {
  if (due && (grant.deleteBy === null || grant.deleteBy > now)) return false;
  if (at === undefined) return true;
  return grant.from <= at && at < grant.to && (grant.end === null || grant.end.at > at);
}

const LOG_COLUMNS = [
  { title: 'seen at (UTC)' },
  { title: 'officer' },
  { title: 'field' },
  { title: 'of' },
  { title: 'event' },
  { title: 'purpose' },
  { title: 'grant' },
  { title: 'case', whenTooWide: 'shortened' },
] as const;

function viewCells({ seenAt, officer, field, owner, sealedIn, purpose, grant, case: file }: FieldView): string[] {
  return [formatTime(seenAt), officer, field, owner, sealedIn, purpose, grant, printable(file ?? '')];
}

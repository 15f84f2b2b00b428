import { parseLedgerName } from '@lodestone/proof/ledger-name.ts';
import { readKnownLedgers, rememberLedger } from '../files/data-folder.ts';

/** Without a ledger at hand its name cannot be told: the message says what to do. */
export class NoLedgerName extends Error {}

/**
 * The name of the ledger that is signed for where no database is: the one given, which the data folder remembers from
 * then on, else the one that it remembers. Throws `NoLedgerName` when that is none, several, or another than before.
 */
export async function offlineLedgerName(
  dataFolder: string,
  { origin, name }: { readonly origin: string | undefined; readonly name: string | undefined },
): Promise<string> {
  const known = await readKnownLedgers(dataFolder);
  if (name !== undefined) return givenName(dataFolder, known, name);
  const candidates = known.filter((ledger) => origin === undefined || ledger.origin === origin);
  const [only, ...others] = candidates;
  if (only === undefined) {
    const which = origin === undefined ? 'no ledger' : `no ledger ${origin}`;
    throw new NoLedgerName(`${dataFolder} knows ${which}: name it with --ledger-name ${NAME_FORM} ${WHERE}`);
  }
  if (others.length === 0) return only.ledger;
  const origins = candidates.map((ledger) => ledger.origin).join(', ');
  throw new NoLedgerName(`${dataFolder} knows several ledgers: name one with --ledger, of ${origins}`);
}

const NAME_FORM = "'<origin>#<leaf hash of entry 0>'";
const WHERE = '(its operator has it from lodestone init, and it stands in every receipt)';

async function givenName(
  dataFolder: string,
  known: readonly { readonly origin: string; readonly ledger: string }[],
  name: string,
): Promise<string> {
  const parsed = parseLedgerName(name);
  if (!parsed.ok) throw new NoLedgerName(`--ledger-name must be ${NAME_FORM} ${WHERE}: ${parsed.problem}`);
  const { origin, leafHash } = parsed.value;
  if (leafHash === null) {
    throw new NoLedgerName(
      `--ledger-name must be ${NAME_FORM} ${WHERE}, found ${name}: the # and the hash are missing`,
    );
  }
  const before = known.find((ledger) => ledger.origin === origin);
  if (before !== undefined && before.ledger !== name) {
    throw new NoLedgerName(
      `--ledger-name says ${name}, ${dataFolder} knows it as ${before.ledger}: ask its operator which is right`,
    );
  }
  // The name says what entry 0 is, so that much of the ledger is known.
  if (before === undefined) await rememberLedger(dataFolder, { origin, ledger: name, size: 1, leafHash });
  return name;
}

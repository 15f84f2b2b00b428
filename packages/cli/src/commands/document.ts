import { type BrowsedDocument, browseDocuments, browseNamings } from '@lodestone/ledger/documents/browse-documents.ts';
import { findDocument, hashFile, readFileChunks } from '@lodestone/ledger/documents/document-store.ts';
import { parseDigest } from '@lodestone/proof/digest.ts';
import type { Command } from 'commander';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { addListCommand, answerRows, DEFAULT_LIMIT_ROWS } from '../options/list-command.ts';
import { formatTable } from '../output/table.ts';
import { writeOut } from '../output/unread-output.ts';
import { createWholeFile } from '../output/whole-file.ts';

const EXAMPLES = `
Examples:
  $ lodestone record today.jsonl --attach tickets/     (keeps what the events name)
  $ lodestone document list --missing
  $ lodestone document get 3q2-7w…  -o ticket.pdf
A hash is that of the event, or the 64 digits that sha256sum prints.`;

const COLUMNS = [
  { title: 'named by', align: 'right' },
  { title: 'kind' },
  { title: 'name', whenTooWide: 'shortened' },
  { title: 'about', whenTooWide: 'shortened' },
  { title: 'bytes', align: 'right' },
  { title: 'SHA-256' },
] as const;

export function addDocument(program: Command): void {
  const document = program
    .command('document')
    .description('the papers that events name by hash, and their bytes beside the ledger')
    .addHelpText('after', EXAMPLES);
  document
    .command('get')
    .argument('<hash>', 'the SHA-256 of the document')
    .description('give a document out, its bytes checked against its hash')
    .option('-o, --output <file>', 'write it there; standard output otherwise')
    .action(async (hash: string, options: { readonly output?: string }, command: Command) => {
      await getDocument(contextOf(command), hashOf(hash), options.output);
    });
  addListCommand(document, 'list', 'the documents that events name, where each was named first')
    .option('--missing', 'only those whose bytes are not kept here')
    .action(async (options: { readonly missing?: boolean; readonly limit: number }, command: Command) => {
      const context = contextOf(command);
      const { missing = false, limit } = options;
      await withLedger(context, async (ledger) => {
        const rows = await browseDocuments(ledger, { missing, limit });
        answerRows(context, rows, { limit }, () =>
          formatTable(COLUMNS, rows.map(cellsOf), 'No documents.', context.output.tableWidth),
        );
      });
    });
}

function cellsOf({ position, ordinal, kind, name, about, bytes, sha256 }: BrowsedDocument): string[] {
  const size = bytes === null ? 'missing' : bytes.toLocaleString('en');
  return [`${position}.${ordinal}`, kind, name, about.join(', '), size, sha256];
}

async function getDocument(context: Context, sha256: string, output: string | undefined): Promise<void> {
  if (context.output.json && output === undefined) {
    throw new CommandFailure(
      EXIT.usage,
      '--json needs -o: standard output cannot hold both the document and the answer',
    );
  }
  await withLedger(context, async (ledger) => {
    const namings = await browseNamings(ledger, { sha256s: [sha256], limit: DEFAULT_LIMIT_ROWS });
    const kept = await findDocument(ledger.dataFolder, sha256);
    if (kept === null) {
      const [first] = namings;
      const who =
        first === undefined
          ? 'no event names it'
          : `event ${first.ordinal} of entry ${first.position} names it as ${first.name}`;
      throw new CommandFailure(EXIT.no, `document ${sha256} is not kept here (${who}): record --attach keeps it`);
    }
    // Read twice, so that nobody is handed a byte that is not the document's.
    const found = await hashFile(kept.path);
    if (found !== sha256) {
      const message = `${kept.path} was altered: its SHA-256 is ${found}, that of the document is ${sha256}; restore it from a copy`;
      throw new CommandFailure(EXIT.no, message);
    }
    if (output === undefined) {
      for await (const chunk of readFileChunks(kept.path)) await writeOut(chunk);
      return;
    }
    const file = await createWholeFile(output, { replace: false });
    for await (const chunk of readFileChunks(kept.path)) await file.write(chunk);
    await file.finish();
    const value = { sha256, bytes: kept.bytes, file: output, namings };
    context.output.answer(value, () => `${output}: ${kept.bytes.toLocaleString('en')} bytes, as their hash says.`);
  });
}

/** A hash as events have it, or as `sha256sum` prints it. */
function hashOf(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex').toString('base64url');
  const digest = parseDigest(text);
  if (digest.ok) return digest.value;
  throw new CommandFailure(EXIT.usage, `${digest.problem}, or 64 hexadecimal digits`);
}

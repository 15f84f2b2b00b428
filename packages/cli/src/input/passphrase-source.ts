/** Where the passphrase of protected keys comes from on the command line: a file that is named, or a person. */
import { openSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ReadStream } from 'node:tty';
import { NoPassphrase, type PassphraseSource } from '@lodestone/ledger/keys/passphrase.ts';
import { whyUnreadable } from './file-trouble.ts';
import { readHiddenLine } from './hidden-line.ts';

export const PASSPHRASE_FILE_VARIABLE = 'LODESTONE_PASSPHRASE_FILE';

const MODE_OF_OTHERS = 0o077;
const FILE_MAX_BYTES = 4 * 1024;

/** `LODESTONE_PASSPHRASE_FILE` where it is set, else whoever sits at the terminal. */
export function passphraseSource(environment: Readonly<Record<string, string | undefined>>): PassphraseSource {
  const file = environment[PASSPHRASE_FILE_VARIABLE];
  let given: Promise<string> | undefined;
  return {
    given: async () => {
      if (file === undefined || file === '') return null;
      given ??= readPassphraseFile(file);
      return given;
    },
    ask: askAtTerminal,
  };
}

/** The first line of a file that its owner alone may read. */
async function readPassphraseFile(file: string): Promise<string> {
  const where = `${PASSPHRASE_FILE_VARIABLE} ${file}`;
  const status = await stat(file).catch((cause: unknown) => {
    throw new NoPassphrase(`${where} cannot be read: ${whyUnreadable(cause)}`);
  });
  const mode = status.mode & 0o777;
  if (process.platform !== 'win32' && status.isFile() && (mode & MODE_OF_OTHERS) !== 0) {
    const found = mode.toString(8).padStart(4, '0');
    throw new NoPassphrase(`${where} has mode ${found}, a passphrase must have 0600: chmod 600 it`);
  }
  if (status.size > FILE_MAX_BYTES) throw new NoPassphrase(`${where} has ${status.size} bytes: it holds one line`);
  const [line = '', ...rest] = (await readFile(file, 'utf8')).split(/\r?\n/);
  if (rest.some((other) => other !== '')) throw new NoPassphrase(`${where} has several lines: it holds one`);
  if (line === '') throw new NoPassphrase(`${where} is empty: it holds the passphrase`);
  return line;
}

/** The terminal itself is asked: standard input may be what is recorded, and standard output what is kept. */
async function askAtTerminal(why: string): Promise<string> {
  const terminal = openTerminal();
  if (terminal === null) {
    throw new NoPassphrase(
      `${why}: there is no terminal to ask at; name a file that holds it in ${PASSPHRASE_FILE_VARIABLE}`,
    );
  }
  process.stderr.write(`${why}: `);
  terminal.setRawMode(true);
  try {
    const line = await readHiddenLine(terminal);
    if (line === null) throw new NoPassphrase('no passphrase was given: nothing was changed');
    return line;
  } finally {
    terminal.setRawMode(false);
    terminal.destroy();
    process.stderr.write('\n');
  }
}

function openTerminal(): ReadStream | null {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return null;
  }
}

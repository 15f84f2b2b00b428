/** Where the passphrase of protected keys comes from: it is given, or asked for, once a process. */

export interface PassphraseSource {
  /** For unattended use; null when none is given. */
  given(): Promise<string | null>;
  /** Asks a person, who sees `why`. Throws `NoPassphrase` where nobody can be asked. */
  ask(why: string): Promise<string>;
}

/** A protected key cannot be opened, or no new one protected: the message says what to do, and holds no secret. */
export class NoPassphrase extends Error {}

const NOBODY: PassphraseSource = {
  given: async () => null,
  ask: async (why) => {
    throw new NoPassphrase(`${why}: nobody can be asked here, name a file that holds the passphrase`);
  },
};

interface Passphrases {
  source: PassphraseSource;
  /** What was given or asked for before, right or wrong as it may be. */
  known: Promise<string> | null;
}

// Keys are opened in many places, by whoever needs one; a passphrase that travelled through all of them would be seen by all.
const passphrases: Passphrases = { source: NOBODY, known: null };

/** Says where passphrases come from, for the whole process; what was known before is forgotten. */
export function usePassphrases(source: PassphraseSource): void {
  passphrases.source = source;
  passphrases.known = null;
}

/** The passphrase to open a key with. */
export function passphraseToOpen(what: string): Promise<string> {
  passphrases.known ??= read(`passphrase of ${what}`);
  return passphrases.known;
}

/** The passphrase that new keys are protected with where one is given, null otherwise: nobody is asked for it. */
export async function passphraseForNewKeys(): Promise<string | null> {
  return passphrases.source.given();
}

/** The passphrase to protect keys with: given, or asked for twice, since nobody sees what is typed. */
export async function passphraseToProtect(): Promise<string> {
  const { source } = passphrases;
  const given = await source.given();
  if (given !== null) return given;
  const first = await source.ask('new passphrase');
  if (first === '') throw new NoPassphrase('an empty passphrase protects nothing: nothing was changed');
  if ((await source.ask('the same again')) !== first) {
    throw new NoPassphrase('the two passphrases differ: nothing was changed, try again');
  }
  passphrases.known = Promise.resolve(first);
  return first;
}

async function read(why: string): Promise<string> {
  const { source } = passphrases;
  return (await source.given()) ?? (await source.ask(why));
}

/** The reader that a data folder is for itself: `SELF`, for whom filings are sealed where nobody else is named. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { createIdentity, createIdentityFile, readIdentityFile } from '../keys/age-file.ts';
import { addReader, readReaders } from './reader-register.ts';

const OWN_READER = 'SELF';

/** What opens what is sealed for the folder itself, unless somebody has named another `SELF`. */
function ownIdentityPath(dataFolder: string): string {
  return join(dataFolder, 'self-identity.txt');
}

/**
 * The recipient of `SELF`. Where the register has none an identity is made, in a file beside it, and named; a dry run makes
 * one that is forgotten. If we crash after the file is made, the next call names it.
 */
export async function ownReader(dataFolder: string, { dryRun }: { readonly dryRun: boolean }): Promise<string> {
  const named = (await readReaders(dataFolder)).get(OWN_READER);
  if (named !== undefined) return named;
  if (dryRun) return (await createIdentity()).recipient;
  const path = ownIdentityPath(dataFolder);
  await makeFolder(dataFolder);
  const recipient = existsSync(path)
    ? (await readIdentityFile(path))[0]?.recipient
    : await createIdentityFile(path, new Date());
  if (recipient === undefined) throw new Error(`Bug: ${path} was read, and has no identity`);
  await addReader(dataFolder, OWN_READER, recipient);
  return recipient;
}

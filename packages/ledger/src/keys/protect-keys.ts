/** Puts the keys of a data folder under a passphrase, or takes it off them. */
import { checkpointKeysFolder, keysFolder } from '../files/data-folder.ts';
import { replaceFile } from '../files/replace-file.ts';
import { formatKeyFile, type KeyFile, openSecret, opensTo, readKeyFile } from './key-file.ts';
import { listKeyFiles } from './keyring.ts';

export interface ConvertedKeys {
  /** Files that were written anew. */
  readonly converted: number;
  /** Files that were as wanted already. */
  readonly left: number;
}

const FILE_MODE = 0o600;

/**
 * Writes every key file of the folder anew under `passphrase`, or in the clear when that is null, unless it is so already.
 * Each is opened again before it takes the place of the old one; if we crash midway each file is whole, old or new, and the
 * next call goes on.
 */
export async function convertKeys(dataFolder: string, passphrase: string | null): Promise<ConvertedKeys> {
  const counts = { converted: 0, left: 0 };
  for (const folder of [keysFolder(dataFolder), checkpointKeysFolder(dataFolder)]) {
    for (const { file } of await listKeyFiles(folder)) {
      const content = await readKeyFile(file);
      if ('age' in content === (passphrase !== null)) {
        counts.left += 1;
        continue;
      }
      await rewrite(file, content, passphrase);
      counts.converted += 1;
    }
  }
  return counts;
}

async function rewrite(file: string, content: KeyFile, passphrase: string | null): Promise<void> {
  const secret = await openSecret(file, content);
  const text = await formatKeyFile(content.party, secret, passphrase);
  if (!(await opensTo(text, passphrase, secret))) throw new Error(`Bug: ${file} could not be opened again`);
  await replaceFile(file, text, FILE_MODE);
}

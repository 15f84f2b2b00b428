// Which operating-system account the embedded PostgreSQL runs under. PostgreSQL refuses to run as root, so that a hole
// in it does not give away the machine. Started by root (a container, a fresh server) it runs under an account without
// privileges instead; started by anybody else it runs as that person.

import { chown, lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The account a server process is to be started under; `undefined` means our own. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | undefined;

/** Accounts to run under when started by root, the best first: PostgreSQL's own, or the one that owns nothing. */
const unprivilegedNames = ['postgres', 'nobody'];

/** Chooses the account for a new cluster. */
export async function accountForNewCluster(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of unprivilegedNames) {
    const line = lines.find((fields) => fields[0] === name);
    const uid = Number(line?.[2]);
    const gid = Number(line?.[3]);
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error(
    `PostgreSQL does not run as root, and this machine has no account ${unprivilegedNames.join(' or ')} to run it under: ` +
      'run as another user, or name a server with --database',
  );
}

/**
 * Tells under which account an existing cluster must run: its owner, since PostgreSQL insists on that. Started by root,
 * a cluster that belongs to root (a copy made by root) is first given to an unprivileged account.
 */
export async function accountOfCluster(cluster: string): Promise<ServerAccount> {
  const owner = await stat(cluster);
  const ourUid = process.getuid?.();
  if (ourUid === 0) {
    if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
    const account = await accountForNewCluster();
    await giveTree(cluster, account);
    return account;
  }
  if (owner.uid !== ourUid) {
    throw new Error(
      `${cluster} belongs to user id ${owner.uid}, and you are ${ourUid}: run as that user (or as root), ` +
        'or give the whole data folder to yourself with chown -R',
    );
  }
  return undefined;
}

/** Gives one file or folder to the account. */
export async function give(path: string, account: ServerAccount): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

async function giveTree(folder: string, account: ServerAccount): Promise<void> {
  if (account === undefined) return;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  // The folder itself comes last: if we crash before, it still belongs to root and the next start does all this again.
  await chown(folder, account.uid, account.gid);
}

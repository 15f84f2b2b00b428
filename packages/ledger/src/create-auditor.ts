import { randomBytes } from 'node:crypto';
import { createAuditorLogin, isLoginName, LoginExists } from '@lodestone/store/connect/auditor-login.ts';
import { connectionSettings } from '@lodestone/store/connect/snapshot.ts';
import type { Ledger } from './open-ledger.ts';

/** There can be no login of that name. */
export class NoAuditor extends Error {}

const PASSWORD_BYTES = 24;

/** Makes a login of the ledger's server that can read and nothing else. Answers its URL, the one place of its password. */
export async function createAuditor({ database }: Ledger, login: string): Promise<string> {
  if (!isLoginName(login)) {
    throw new NoAuditor(
      `a login is named by a small letter and then small letters, digits and _, up to 63; found ${login}`,
    );
  }
  const { connectionString } = connectionSettings(database);
  const url = new URL(connectionString);
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await createAuditorLogin(connectionString, login, password).catch((error: unknown) => {
    throw error instanceof LoginExists ? new NoAuditor(error.message) : error;
  });
  url.username = login;
  url.password = password;
  return url.href;
}

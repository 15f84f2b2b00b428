/** A login of a database server that can read what an audit reads, and nothing else. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { AUDITOR_ROLE } from './session-role.ts';
import { withClient } from './with-client.ts';

/** The server has a role of that name: whose it is nobody here knows. */
export class LoginExists extends Error {}

/** Names that need no quotes anywhere. */
const LOGIN_PATTERN = /^[a-z][a-z0-9_]{0,62}$/;

/** Says whether a login may have this name. */
export function isLoginName(name: string): boolean {
  return LOGIN_PATTERN.test(name);
}

/** As PostgreSQL makes its own (PostgreSQL manual, "Password Authentication"). */
const SCRAM_ITERATIONS = 4_096;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const DUPLICATE_OBJECT = '42710';

/**
 * Makes the login, as the user of `databaseUrl`, who must be allowed to create roles. The server gets the verifier of the
 * password (RFC 5803), never the password, so that no log of statements can have it. `password` is ASCII.
 */
export async function createAuditorLogin(databaseUrl: string, name: string, password: string): Promise<void> {
  if (!isLoginName(name)) throw new Error(`Bug: ${name} is no name of a login`);
  try {
    await withClient(databaseUrl, async (client) => {
      await client.query('begin');
      await client.query(`create role ${name} login password ${pg.escapeLiteral(verifierOf(password))}`);
      await client.query(`grant ${AUDITOR_ROLE} to ${name}`);
      await client.query(`alter role ${name} set default_transaction_read_only = on`);
      await client.query('commit');
    });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === DUPLICATE_OBJECT;
    throw isTaken ? new LoginExists(`the server has a role ${name} already: choose another name`) : error;
  }
}

function verifierOf(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, KEY_BYTES, 'sha256');
  const keyOf = (what: string) => createHmac('sha256', salted).update(what).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const serverKey = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

import { expect, test } from 'vitest';
import { describeFailure } from '../src/failure.ts';

/** A failure as the driver throws it. */
const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  ['57014', 'canceling statement due to statement timeout', 'ended a statement before it was done'],
  ['25006', 'cannot execute UPDATE in a read-only transaction', 'or the server is a standby'],
  ['57P01', 'terminating connection due to administrator command', 'went away or cannot be reached'],
  ['53300', 'sorry, too many clients already', 'went away or cannot be reached'],
  ['XX001', 'invalid page in block 0 of relation base/1/2', 'the database is damaged'],
  ['53100', 'could not extend file', 'the disk is full'],
  ['3D000', 'database "x" does not exist', 'of that name does not exist: create it first'],
  ['28P01', 'password authentication failed for user "x"', 'the user or the password: see --database'],
  ['28000', 'no pg_hba.conf entry for host "::1"', 'looks into pg_hba.conf'],
  ['CERT_HAS_EXPIRED', 'certificate has expired', 'its administrator renews the certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', 'sslrootcert=<file>'],
  ['EROFS', "read-only file system, open '/srv/data/postgres.log'", 'make it writable'],
])('%s (%s) is an operating failure that says what to do', (code, message, says) => {
  const described = describeFailure(failure(code, message));
  expect(described).toEqual({ exitCode: 3, message: expect.stringContaining(says) as string });
  expect(described.message).toContain(message);
});

test('a server without TLS is told from one that is away', () => {
  const { message } = describeFailure(new Error('The server does not support SSL connections'));
  expect(message).toContain('takes no TLS connections: have TLS switched on there');
});

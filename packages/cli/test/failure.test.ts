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
  ['3D000', 'database "x" does not exist', 'of that name does not exist'],
])('%s (%s) is an operating failure that says what to do', (code, message, says) => {
  const described = describeFailure(failure(code, message));
  expect(described).toEqual({ exitCode: 3, message: expect.stringContaining(says) as string });
  expect(described.message).toContain(message);
});

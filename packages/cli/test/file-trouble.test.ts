import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CommandFailure } from '../src/failure.ts';
import { requireFolder, requireWritable, whyUnreadable } from '../src/file-trouble.ts';
import { requirePeriod } from '../src/option-values.ts';
import { temporaryFolder } from './run-lodestone.ts';

const folder = await temporaryFolder();

const refused = (path: string) => requireWritable(path).catch((error: unknown) => error);
const whyOf = (code: string) => whyUnreadable(Object.assign(new Error('x'), { code }));

test('a place to write that cannot be written is wrong use, and says why', async () => {
  expect(await refused(join(folder, 'report.html'))).toBeUndefined();
  for (const [path, why] of [
    [join(folder, 'nowhere', 'report.html'), 'its folder is not there'],
    [folder, 'it is a folder; name a file'],
    ['/dev/null', 'it is a device or a pipe; name a file'],
    ['/dev/null/report.html', 'a part of its path is a file and no folder'],
  ] as const) {
    const failure = await refused(path);
    expect(failure).toBeInstanceOf(CommandFailure);
    expect(failure).toMatchObject({ exitCode: 2, message: expect.stringContaining(`${path} cannot be written: `) });
    expect(failure).toMatchObject({ message: expect.stringContaining(why) });
  }
});

test('a file where a folder is to be written is wrong use', async () => {
  const failure = await requireFolder('/dev/null').catch((error: unknown) => error);
  expect(failure).toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('/dev/null is a file: name a folder'),
  });
  expect(await requireFolder(folder)).toBeUndefined();
  expect(await requireFolder(join(folder, 'nowhere'))).toBeUndefined();
});

test('why a file cannot be read is said in words, and by the code of the system where there are none', () => {
  expect([whyOf('ENOENT'), whyOf('EACCES'), whyOf('EMFILE'), whyUnreadable('x')]).toEqual([
    'there is no such file',
    'this user may not use it',
    'EMFILE',
    'an error',
  ]);
});

test('a period that ends before it begins is refused under the name that its command has for it', () => {
  const at = { until: '2026-03-01T00:00:00.000Z' };
  expect(() => requirePeriod({ ...at, from: '2026-03-02T00:00:00.000Z' })).toThrow('--from must be before --until');
  expect(() => requirePeriod({ ...at, since: at.until })).toThrow('--since must be before --until');
  expect(requirePeriod({ ...at, from: '2026-02-28T00:00:00.000Z' })).toBeUndefined();
});

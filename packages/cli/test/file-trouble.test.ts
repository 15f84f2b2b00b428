import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CommandFailure } from '../src/failure.ts';
import { requireFolder, requireWritable, whyUnreadable } from '../src/input/file-trouble.ts';
import { requirePeriod } from '../src/options/option-values.ts';
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

test('a place where no folder can be is wrong use, by the name that the command has for it, and at once', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const [path, why] of [
    [file, `${file} is a file: name a folder, or one that is to be made`],
    [join(file, 'below', 'it'), `${file} is a file: name a folder, or one that is to be made`],
    [join(folder, 'a'.repeat(300)), 'cannot be made: a name in it is longer than the file system takes'],
    ['/dev/null', '/dev/null is a file: name a folder, or one that is to be made'],
    ...(process.platform === 'linux'
      ? ([
          ['/proc', '/proc cannot be written in: /proc takes no new folders'],
          ['/proc/x/y', '/proc/x/y cannot be made: /proc takes no new folders'],
        ] as const)
      : []),
  ] as const) {
    const failure = await requireFolder('--state', path).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CommandFailure);
    expect(failure).toMatchObject({ exitCode: 2, message: expect.stringMatching(/^--state: /) });
    expect(failure).toMatchObject({ message: expect.stringContaining(why) });
  }
});

test('a folder that can be made or written in stays as it is', async () => {
  const before = await readdir(folder);
  expect(await requireFolder('<folder>', folder)).toBeUndefined();
  expect(await requireFolder('<folder>', join(folder, 'nowhere', 'below'))).toBeUndefined();
  expect(await readdir(folder)).toEqual(before);
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

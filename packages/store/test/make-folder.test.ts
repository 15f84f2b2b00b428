import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../src/make-folder.ts';

const place = await mkdtemp(join(tmpdir(), 'make-folder-'));
afterAll(() => rm(place, { recursive: true }));

test('a folder is made with all that is missing above it, for its owner alone, and may be there', async () => {
  const folder = join(place, 'one', 'two', 'three');
  await Promise.all([makeFolder(folder), makeFolder(folder)]);
  await makeFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('a file in the place of a folder is named', async () => {
  const file = join(place, 'file');
  await writeFile(file, '');
  await expect(makeFolder(file)).rejects.toThrow(`the folder ${file} cannot be made: a file of that name is there`);
  await expect(makeFolder(join(file, 'below'))).rejects.toThrow('a file stands where one of the folders above');
});

test('a name that is too long is refused, and not shown whole', async () => {
  const made = makeFolder(join(place, 'a'.repeat(300)));
  await expect(made).rejects.toThrow('… cannot be made: its name is longer than the file system takes');
  await expect(made).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
});

test.runIf(process.platform === 'linux')('a place below which nothing can be made is refused at once', async () => {
  const made = makeFolder('/proc/lodestone/below');
  await expect(made).rejects.toThrow('the folder /proc/lodestone/below cannot be made: the file system takes no new');
});

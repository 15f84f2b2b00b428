import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lineOf, oreEvent, registrationEvent } from './event-lines.ts';
import { startLodestone } from './run-lodestone.ts';
import { anotherPlace, keepServer, serverIsUp, testPlace, until } from './test-place.ts';

const place = await testPlace();
const member = anotherPlace(place, 'member');
let url: string;

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/watching']);
  await record(lineOf(registrationEvent('MINE-A', 'mine'), 'OPERATOR'), lineOf(oreEvent()));
});
keepServer(place);
beforeAll(async () => {
  url = await serverIsUp(place);
});

async function record(...lines: readonly string[]): Promise<void> {
  const file = await place.file('lines.jsonl', `${lines.join('\n')}\n`);
  await place.prepare(['record', file, '--create-keys']);
}

/** From the member's own machine: no key of the operator's is there. */
const watch = (...options: readonly string[]) =>
  member.run(['watch', '--party', 'MINE-A', '--database', url, ...options]);
/** Up to where the member's data folder remembers to have watched. */
async function sizeWatched(): Promise<number> {
  const folder = join(member.data, 'watch');
  const [file = ''] = await readdir(folder);
  return (JSON.parse(await readFile(join(folder, file), 'utf8')) as { head: { size: number } }).head.size;
}
const linesIn = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { what: string; isOwn: boolean; position: number });

describe('watch --once', () => {
  test('tells all from the first entry on, and ends with 1 since nothing was signed here', async () => {
    const { code, stdout } = await watch('--once', '--since', '0', '--json');
    expect(code).toBe(1);
    expect(linesIn(stdout)).toMatchObject([
      { what: 'key-enrolled', isOwn: false },
      { what: 'filed', isOwn: false },
    ]);
  });

  test('then has nothing to tell, until something is filed', async () => {
    expect(await watch('--once')).toMatchObject({ code: 0, stdout: '' });
    await record(lineOf(oreEvent()));
    const { code, stdout, stderr } = await watch('--once');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^2\d\d\d-.* lot-created by MINE-A · NOT SIGNED HERE, by ed25519:.*\n$/);
    expect(stderr).toMatch(/MINE-A is watched up to entry \d+: 1 notice, 1 not signed here\.\n$/);
    expect(await watch('--once')).toMatchObject({ code: 0, stdout: '' });
  });

  test('where the key is, what it signs is no alarm', async () => {
    expect((await place.run(['watch', '--party', 'MINE-A', '--once', '--since', '0'])).code).toBe(0);
    const { code, stdout } = await place.run(['watch', '--party', 'MINE-A', '--once', '--since', '0', '--json']);
    expect(code).toBe(0);
    expect(linesIn(stdout).every(({ isOwn }) => isOwn)).toBe(true);
  });

  test('begins where the ledger ends when it was never watched, and says which keys are elsewhere', async () => {
    await rm(join(member.data, 'watch'), { recursive: true });
    const { code, stdout, stderr } = await watch('--once');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/Watching MINE-A from entry \d+ on\. It has had 1 key before\./);
    expect(stderr).toContain('not in the keyring here: ed25519:');
  });

  test('is no use beyond the end', async () => {
    const { code, stderr } = await watch('--once', '--since', '4000');
    expect(code).toBe(1);
    expect(stderr).toContain('watching is to begin at 4000');
  });
});

test('watch goes on, and tells what is filed meanwhile', async () => {
  const global = ['--data', member.data, '--database', url, '--json'];
  const watching = startLodestone([...global, 'watch', '--party', 'MINE-A', '--interval', '1']);
  let told = '';
  watching.process.stdout?.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  await record(lineOf(oreEvent()));
  const [notice] = linesIn(await until(() => (told.endsWith('\n') ? told : undefined)));
  expect(notice).toMatchObject({ what: 'filed', isOwn: false });
  // What was told is kept as told just after; ended in between, it would be told again.
  const size = (notice?.position ?? Number.NaN) + 1;
  await until(async () => ((await sizeWatched()) === size ? true : undefined));
  watching.process.kill('SIGTERM');
  expect((await watching.result).code).toBe(130);
  expect(await watch('--once')).toMatchObject({ code: 0, stdout: '' });
});

import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { ShownCommand } from './docs-commands.ts';
import { keepServer, type TestPlace, testPlace } from './test-place.ts';

const DEMO_CHAIN = fileURLToPath(new URL('../demo/mine-to-magnet.jsonl', import.meta.url));

/** A place with the chain of the demo recorded, before the first test of the file that asks for it. */
export async function demoPlace(): Promise<TestPlace> {
  const place = await testPlace();
  beforeAll(async () => {
    await place.prepare(['init', '--origin', 'example.org/demo']);
    await place.prepare(['record', DEMO_CHAIN, '--create-keys']);
  });
  keepServer(place);
  return place;
}

/** What pages show is what the commands print, to the character; they show so many at least. */
export function testShown(place: TestPlace, shown: readonly ShownCommand[], shownMin: number): void {
  test.each(shown)('lodestone $command prints what the page says', async ({ command, output }) => {
    const { code, stdout, stderr } = await place.run(command.split(' '), { cwd: place.folder });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: output, stderr: '' });
  });

  test('enough commands are shown', () => {
    expect(shown.length).toBeGreaterThanOrEqual(shownMin);
  });
}

/** They show nothing that is wider than a terminal. */
export function testShownFits(shown: readonly ShownCommand[]): void {
  test('what is shown fits a terminal', () => {
    const lines = shown.flatMap(({ output }) => output.split('\n'));
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
}

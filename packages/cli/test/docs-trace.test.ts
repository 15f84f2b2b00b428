import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { shownCommands } from './docs-commands.ts';
import { keepServer, testPlace } from './test-place.ts';

// What the page for investigators shows is what the demo's chain gives, to the character.

const DEMO_CHAIN = fileURLToPath(new URL('../demo/mine-to-magnet.jsonl', import.meta.url));
const shown = await shownCommands('trace.md');

const place = await testPlace();
beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/demo']);
  await place.prepare(['record', DEMO_CHAIN, '--create-keys']);
});
keepServer(place);

test.each(shown)('lodestone $command prints what the page says', async ({ command, output }) => {
  const { code, stdout, stderr } = await place.run(command.split(' '));
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: output, stderr: '' });
});

test('the page shows commands', () => {
  expect(shown).toHaveLength(2);
});

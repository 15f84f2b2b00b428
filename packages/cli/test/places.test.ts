import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHAIN_LINES, REGISTRATIONS } from './chain-file.ts';
import { runAsProcesses, runLodestone } from './run-lodestone.ts';
import { anotherPlace, testPlace } from './test-place.ts';

runAsProcesses();
const place = await testPlace();

describe('a folder without a ledger', () => {
  test('is said to have none, and stays as it is', async () => {
    const { code, stdout, stderr } = await place.run(['lots']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `lodestone: there is no ledger in ${place.data} yet: make one with lodestone init --origin example.org/first\n`,
    );
    expect(existsSync(place.data)).toBe(false);
  });
});

describe('where the data folder is', () => {
  test('--data says, before the command or after it, else LODESTONE_DATA, else ./lodestone-data', async () => {
    const folder = join(place.folder, 'lodestone-data');
    const elsewhere = join(place.folder, 'elsewhere');
    const env = { LODESTONE_DATA: folder };
    const wheres = await Promise.all([
      runLodestone(['--data', folder, 'lots'], { env: { LODESTONE_DATA: elsewhere } }),
      runLodestone(['lots', '--data', folder], { env: { LODESTONE_DATA: elsewhere } }),
      runLodestone(['lots'], { env }),
      runLodestone(['lots'], { cwd: place.folder }),
    ]);
    for (const { code, stderr } of wheres) {
      expect(code).toBe(2);
      expect(stderr).toContain(`there is no ledger in ${folder} yet`);
    }
  });
});

describe('wrong use', () => {
  test.for([
    [['bogus'], /^lodestone: unknown command 'bogus'\n/],
    [['lots', '--bogus'], /^lodestone: unknown option '--bogus'\n/],
    [['trace'], /^lodestone: missing required argument 'id'\n/],
    [['init'], /^lodestone: required option '--origin <name>' not specified\n/],
    [
      ['init', '--origin', 'Example.org'],
      /--origin must be a name such as example\.org\/first .*, found Example\.org\n/,
    ],
    [
      ['lots', '--database', 'mysql://u:secret@host/db'],
      /^lodestone: --database must be a URL that begins with postgres:\/\/\n/,
    ],
    [
      ['lots', '--database', 'postgres://u:secret/x@host/db'],
      /^lodestone: --database cannot be read as .*; in a password, .* are written /,
    ],
  ] as const)('%s', async ([commandArguments, says]) => {
    const { code, stdout, stderr } = await place.run(commandArguments);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/secret|\n {4}at /);
  });

  test('help is no failure, and lists the options of the command and those of all', async () => {
    const { code, stdout, stderr } = await place.run(['record', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const option of ['--by <party>', '--create-keys', '--dry-run', '--data <folder>', '--json']) {
      expect(stdout).toContain(option);
    }
  });
});

describe('a database that cannot be used', () => {
  test.for([
    [
      'postgres://u:secret@127.0.0.1:1/db',
      /the database went away or cannot be reached \(.*ECONNREFUSED 127\.0\.0\.1:1\)/,
    ],
    [
      'postgres://u:secret@no-such-host.invalid/db',
      /the database went away or cannot be reached \(.*no-such-host\.invalid\)/,
    ],
  ] as const)('%s is an operating failure, told without the password', async ([url, says]) => {
    const { code, stdout, stderr } = await place.run(['record', '-', '--database', url], { stdin: '' });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/secret|\n {4}at /);
    expect(existsSync(place.data)).toBe(false);
  });

  test('--debug shows where it comes from, at either end of the command', async () => {
    const url = 'postgres://u:secret@127.0.0.1:1/db';
    for (const commandArguments of [
      ['--debug', 'lots'],
      ['lots', '--debug'],
    ]) {
      const { code, stderr } = await place.run([...commandArguments, '--database', url]);
      expect(code).toBe(3);
      expect(stderr).toMatch(/\n {4}at /);
      expect(stderr).not.toContain('secret');
    }
  });
});

describe('several ledgers in one database', () => {
  let url: string;
  let drop: () => Promise<void>;
  const first = anotherPlace(place, 'first');
  const second = anotherPlace(place, 'second');
  const stranger = anotherPlace(place, 'stranger');

  beforeAll(async () => {
    ({ url, drop } = await createTestDatabase());
    for (const [at, origin] of [
      [first, 'example.org/one'],
      [second, 'example.org/two'],
    ] as const) {
      await at.prepare(['init', '--origin', origin, '--database', url]);
    }
    const stdin = CHAIN_LINES.slice(0, REGISTRATIONS).join('\n');
    await first.prepare(['record', '-', '--database', url], { stdin });
  });
  afterAll(() => drop());

  test('each data folder opens its own', async () => {
    const env = { LODESTONE_DATABASE_URL: url };
    const [one, two] = await Promise.all([first.json(['parties'], { env }), second.json(['parties'], { env })]);
    expect(one.value).toHaveLength(7);
    expect(two.value).toHaveLength(1);
    // The server is another, so the data folder holds keys and what it knows, and no database.
    expect(existsSync(join(first.data, 'postgres'))).toBe(false);
  });

  test('a folder that knows neither must say which, and is told their names', async () => {
    expect(await stranger.run(['lots', '--database', url])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'lodestone: there are several ledgers in this database: name one with --ledger, of example.org/one, example.org/two\n',
    });
  });

  test('--ledger picks, before the command or after it', async () => {
    const [one, two] = await Promise.all([
      stranger.json(['--ledger', 'example.org/one', 'parties', '--database', url]),
      stranger.json(['parties', '--database', url, '--ledger', 'example.org/two']),
    ]);
    expect(one.value).toHaveLength(7);
    expect(two.value).toHaveLength(1);
    const { code, stderr } = await stranger.run(['lots', '--ledger', 'example.org/three', '--database', url]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'there is no ledger example.org/three in this database, which has example.org/one, example.org/two',
    );
  });

  test('the same events do not get from one into the other', async () => {
    const { value } = await second.json<{ verdict: string; events: number }>(['verify', '--database', url]);
    expect(value).toMatchObject({ verdict: 'valid', events: 1 });
  });

  test('a ledger that the data folder knows and an empty database does not have is invalid', async () => {
    const empty = await createTestDatabase();
    try {
      const { code, value } = await first.json<{ verdict: string }>(['verify', '--database', empty.url]);
      expect(code).toBe(1);
      expect(value).toMatchObject({
        verdict: 'invalid',
        entries: 0,
        failures: [
          { kind: 'head', position: 1, expected: expect.stringMatching(/^2 entries, the last /), found: 'no ledger' },
        ],
      });
    } finally {
      await empty.drop();
    }
  });
});

describe('a ledger that was lost', () => {
  const lost = anotherPlace(place, 'lost');
  beforeAll(async () => {
    await lost.prepare(['init', '--origin', 'example.org/lost']);
    await rm(join(lost.data, 'postgres'), { recursive: true });
  });

  test('is invalid, not merely absent', async () => {
    const { code, value } = await lost.json<{ failures: readonly { message: string }[] }>(['verify']);
    expect(code).toBe(1);
    expect(value).toMatchObject({ verdict: 'invalid', failures: [{ kind: 'head', found: 'no ledger' }] });
    expect(value.failures[0]?.message).toMatch(/the data folder knows the ledger example\.org\/lost#\S+ with 1 entry;/);
  });

  test('is not made anew under its name, and no command takes it for a new one', async () => {
    for (const commandArguments of [['lots'], ['init', '--origin', 'example.org/lost']]) {
      const { code, stderr } = await lost.run(commandArguments);
      expect(code).toBe(1);
      expect(stderr).toContain('the data folder knows it with 1 entry: it was lost, or this is the wrong database');
    }
  });
});

describe('a data folder that knows several ledgers', () => {
  const several = anotherPlace(place, 'several');

  test('asks which is meant', async () => {
    for (const origin of ['example.org/one', 'example.org/two']) {
      await several.prepare(['init', '--origin', origin]);
    }
    const { code, stderr } = await several.run(['verify']);
    expect(code).toBe(2);
    expect(stderr).toContain('name one with --ledger, of example.org/one, example.org/two');
    expect((await several.run(['verify', '--ledger', 'example.org/two'])).code).toBe(0);
  });
});

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedServer, openEmbeddedServer } from '../src/embedded/embedded-server.ts';

// One cluster is initialised for the whole file; each test finds it stopped and leaves it stopped.
let parent: string;
let dataFolder: string;

beforeAll(async () => {
  // mkdtemp closes this folder to everybody else; started by root, the server has to work below it all the same.
  parent = await mkdtemp(join(tmpdir(), 'lodestone-embedded-'));
  dataFolder = join(parent, 'data');
  const server = await openEmbeddedServer(dataFolder);
  await query(server.databaseUrl, 'create table kept (value text primary key)');
  await server.close();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
  for (const command of commands.splice(0)) command.kill('SIGKILL');
  expect(await runningPostmaster(dataFolder), 'a test left the server running').toBeUndefined();
});

afterAll(() => rm(parent, { recursive: true, force: true }));

describe('a data folder', () => {
  test('keeps what was committed from one opening to the next', async () => {
    const first = await open(dataFolder);
    await query(first.databaseUrl, "insert into kept values ('first')");
    await first.close();

    const second = await open(dataFolder);
    expect(await query(second.databaseUrl, "select value from kept where value = 'first'")).toHaveLength(1);
    await second.close();
  });

  test('has one server for all who open it, stopped by the last one to leave', async () => {
    const [first, second] = await Promise.all([open(dataFolder), open(dataFolder)]);
    expect(first.databaseUrl).toBe(second.databaseUrl);
    await first.close();
    await first.close();
    expect(await query(second.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.close();
    expect(await runningPostmaster(dataFolder)).toBeUndefined();
  });

  test('shows its password to the owner alone', async () => {
    const { mode } = await stat(join(dataFolder, 'postgres.password'));
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(dataFolder)).mode & 0o777).toString(8)).toBe('700');
    expect(((await stat(join(dataFolder, 'postgres'))).mode & 0o777).toString(8)).toBe('700');
  });

  test('does not let the password out in arguments, environment or log', async () => {
    const server = await open(dataFolder);
    const password = (await readFile(join(dataFolder, 'postgres.password'), 'utf8')).trim();
    expect(new URL(server.databaseUrl).password).toBe(password);
    const serverProcess = await postmaster(dataFolder);
    if (existsSync('/proc/self/environ')) {
      expect(await readFile(`/proc/${serverProcess}/cmdline`, 'utf8')).not.toContain(password);
      expect(await readFile(`/proc/${serverProcess}/environ`, 'utf8')).not.toContain(password);
    }
    await server.close();
    expect(await readFile(join(dataFolder, 'postgres.log'), 'utf8')).not.toContain(password);
  });
});

describe('the server', () => {
  test('answers on the loopback address only, and only to the password', async () => {
    const server = await open(dataFolder);
    const url = new URL(server.databaseUrl);
    expect(await reaches('127.0.0.1', Number(url.port))).toBe(true);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, internal }) => !internal && !address.startsWith('fe80'))
      .map(({ address }) => address);
    for (const address of ['::1', ...others]) expect(await reaches(address, Number(url.port)), address).toBe(false);

    url.password = 'guessed';
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    await server.close();
  });

  test('commits to the disk, in UTF-8, ordered by bytes', async () => {
    const server = await open(dataFolder);
    const [settings] = await query(
      server.databaseUrl,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
              current_setting('data_checksums') as checksums, current_setting('server_encoding') as encoding,
              (select datcollate from pg_database where datname = current_database()) as collation,
              current_user as "user", current_database() as database`,
    );
    expect(settings).toEqual({
      fsync: 'on',
      commit: 'on',
      checksums: 'on',
      encoding: 'UTF8',
      collation: 'C',
      user: 'lodestone',
      database: 'lodestone',
    });
    await server.close();
  });

  test('keeps its log, and the one before, from growing without end', async () => {
    const log = join(dataFolder, 'postgres.log');
    await writeFile(log, 'x'.repeat(1_500_000));
    await (await open(dataFolder)).close();
    expect((await stat(log)).size).toBeLessThan(10_000);
    expect((await stat(`${log}.1`)).size).toBe(1_500_000);
  });

  test('writes no data of failed statements into its log', async () => {
    const server = await open(dataFolder);
    await query(server.databaseUrl, "insert into kept values ('sealed')");
    await expect(query(server.databaseUrl, "insert into kept values ('sealed')")).rejects.toThrow('duplicate key');
    await server.close();
    expect(await readFile(join(dataFolder, 'postgres.log'), 'utf8')).not.toContain('sealed');
  });
});

describe('two commands at once', () => {
  test('share one server, and the last one to leave stops it', async () => {
    const [first, second] = await Promise.all([startCommand(dataFolder), startCommand(dataFolder)]);
    expect(first.databaseUrl).toBe(second.databaseUrl);
    await first.leave();
    expect(await query(second.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.leave();
    expect(await runningPostmaster(dataFolder)).toBeUndefined();
  });

  test('come and go without ever losing the server under somebody', async () => {
    const visit = async (): Promise<void> => {
      for (let round = 0; round < 8; round += 1) {
        const server = await open(dataFolder);
        expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
        await sleep(Math.random() * 30);
        await server.close();
      }
    };
    const command = await startCommand(dataFolder);
    await Promise.all([visit(), visit(), command.leave()]);
  });

  test('initialise a new data folder once', async () => {
    const fresh = join(parent, 'fresh');
    const [first, second] = await Promise.all([startCommand(fresh), startCommand(fresh)]);
    expect(first.databaseUrl).toBe(second.databaseUrl);
    await Promise.all([first.leave(), second.leave()]);
    await rm(fresh, { recursive: true });
  });
});

describe('after an unclean end', () => {
  test('of a command, the server stays up until the next command leaves', async () => {
    const killed = await startCommand(dataFolder);
    await killed.kill();
    const serverProcess = await postmaster(dataFolder);
    const next = await open(dataFolder);
    expect(next.databaseUrl).toBe(killed.databaseUrl);
    expect(await postmaster(dataFolder)).toBe(serverProcess);
    await next.close();
    expect(await runningPostmaster(dataFolder)).toBeUndefined();
  });

  test('of a command that joined, the others go on and the last one stops the server', async () => {
    const stays = await open(dataFolder);
    await (await startCommand(dataFolder)).kill();
    expect(await query(stays.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await stays.close();
    expect(await runningPostmaster(dataFolder)).toBeUndefined();
  });

  test('of the server, the next command starts it with all that was committed', async () => {
    const command = await startCommand(dataFolder);
    await query(command.databaseUrl, "insert into kept values ('before the server was killed')");
    const killed = await postmaster(dataFolder);
    process.kill(killed, 'SIGKILL');
    while (existsSync(`/proc/${killed}/cwd`)) await sleep(5); // Until then it holds its port.

    const next = await open(dataFolder);
    expect(await query(next.databaseUrl, "select from kept where value = 'before the server was killed'")).toHaveLength(
      1,
    );
    // The command that was there before finds the server where it was, and still counts.
    expect(next.databaseUrl).toBe(command.databaseUrl);
    await next.close();
    expect(await query(command.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await command.leave();
  });

  test.each([
    ['sleeping', 'select pg_sleep(5)'],
    ['computing', 'select count(*) from generate_series(1, 100000000)'],
  ])(
    'of command and server with a session %s, it waits for the orphan and has all that was committed',
    async (state, statement) => {
      const command = await startCommand(dataFolder, statement);
      await query(command.databaseUrl, `insert into kept values ('${state}')`);
      const killed = await postmaster(dataFolder);
      await command.kill();
      process.kill(killed, 'SIGKILL');

      const next = await open(dataFolder);
      expect(await postmaster(dataFolder)).not.toBe(killed);
      expect(await query(next.databaseUrl, `select from kept where value = '${state}'`)).toHaveLength(1);
      expect(await query(next.databaseUrl, "select from kept where value = 'never committed'")).toHaveLength(0);
      await next.close();
    },
    60_000,
  );

  test('a postmaster.pid whose process number was given to another process fools nobody', async () => {
    const cluster = join(dataFolder, 'postgres');
    const { uid, gid } = await stat(cluster);
    const other = spawn('sleep', ['60'], { cwd: cluster, uid, gid });
    await writeFile(
      join(cluster, 'postmaster.pid'),
      `${other.pid}\n${dataFolder}\n1700000000\n5432\n\n127.0.0.1\n 1 1\nready   \n`,
    );
    const server = await open(dataFolder);
    expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.close();
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  test('an empty postmaster.pid is no hindrance', async () => {
    await writeFile(join(dataFolder, 'postgres', 'postmaster.pid'), '');
    const server = await open(dataFolder);
    expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.close();
  });

  test('a copy of a folder whose server runs gets a server of its own', async () => {
    const original = await open(dataFolder);
    const copy = join(parent, 'copy');
    // Not through this process: opening the lock files here would drop its locks (see embedded-lock.ts).
    await once(spawn('cp', ['-r', dataFolder, copy]), 'close');
    const server = await open(copy);
    expect(new URL(server.databaseUrl).port).not.toBe(new URL(original.databaseUrl).port);
    expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.close();
    expect(await query(original.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await original.close();
    await rm(copy, { recursive: true });
  });

  test.each([20, 300, 700])(
    'of the first command %i ms into its start, the next one starts afresh',
    async (milliseconds) => {
      const fresh = join(parent, `fresh-${milliseconds}`);
      const killed = spawn(process.execPath, [commandFile, fresh], { stdio: ['pipe', 'pipe', 'inherit'] });
      const [line] = (await once(killed.stdout, 'data')) as unknown[];
      expect(String(line)).toContain('progress initialising');
      await sleep(milliseconds);
      killed.kill('SIGKILL');
      await once(killed, 'close');

      const server = await open(fresh);
      expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.close();
      expect((await readdir(fresh)).filter((name) => name.includes('unfinished'))).toEqual([]);
      await rm(fresh, { recursive: true });
    },
    60_000,
  );
});

describe('what cannot be opened', () => {
  test('a cluster of another PostgreSQL version is refused with both versions', async () => {
    const older = await makeFolder('older', { 'postgres.password': 'secret', 'postgres/PG_VERSION': '17\n' });
    await expect(open(older)).rejects.toThrow(/made by PostgreSQL 17, .* brings PostgreSQL 18/);
  });

  test('a folder without its password file is refused by the name of that file', async () => {
    const folder = await makeFolder('without-password', { 'postgres/PG_VERSION': '18\n' });
    await expect(open(folder)).rejects.toThrow(/without-password\/postgres\.password.* is missing/);
  });

  test('a folder with the password of another one is refused', async () => {
    const file = join(dataFolder, 'postgres.password');
    const password = await readFile(file);
    await writeFile(file, 'of-another-one\n');
    await expect(open(dataFolder)).rejects.toThrow('does not accept the password in postgres.password');
    await writeFile(file, password);
  });

  test('a folder named postgres that is no cluster is left as it is', async () => {
    const folder = await makeFolder('no-cluster', {
      'postgres.password': 'secret',
      'postgres/letters.txt': 'Dear all',
    });
    await expect(open(folder)).rejects.toThrow(/no-cluster\/postgres holds no PostgreSQL cluster/);
    expect(await readdir(join(folder, 'postgres'))).toEqual(['letters.txt']);
  });

  test('a server that fails to start is reported with the end of its log', async () => {
    const control = join(dataFolder, 'postgres', 'global', 'pg_control');
    await rename(control, `${control}.away`);
    await expect(open(dataFolder)).rejects.toThrow(
      /data\/postgres\.log ends with:\n.*could not find the database system/s,
    );
    await rename(`${control}.away`, control);
  });

  test('an opening that is given up leaves nothing running', async () => {
    const fresh = join(parent, 'given-up');
    const stop = new AbortController();
    const opening = openEmbeddedServer(fresh, {
      signal: stop.signal,
      onProgress: () => setTimeout(() => stop.abort(), 200),
    });
    await expect(opening).rejects.toThrow('could not initialise PostgreSQL');
    expect(existsSync(join(fresh, 'postgres'))).toBe(false);
    expect((await readdir(fresh)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});

const opened: EmbeddedServer[] = [];

/** Opens a data folder until the end of the test at the latest. */
async function open(folder: string): Promise<EmbeddedServer> {
  const server = await openEmbeddedServer(folder);
  opened.push(server);
  return server;
}

async function makeFolder(name: string, files: Record<string, string>): Promise<string> {
  for (const [file, content] of Object.entries(files)) {
    const path = join(parent, name, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return join(parent, name);
}

const commandFile = fileURLToPath(new URL('./embedded-command.ts', import.meta.url));
const commands: ChildProcessByStdio<Writable, Readable, null>[] = [];

interface Command {
  readonly databaseUrl: string;
  leave(): Promise<void>;
  kill(): Promise<void>;
}

/** Runs embedded-command.ts; with a statement, the command has a session that is busy with it when this returns. */
async function startCommand(folder: string, statement?: string): Promise<Command> {
  const child = spawn(process.execPath, [commandFile, folder, ...(statement === undefined ? [] : [statement])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  commands.push(child);
  const ended = once(child, 'close');
  for await (const line of createInterface(child.stdout)) {
    const databaseUrl = /^opened (.*)/.exec(line)?.[1];
    if (databaseUrl === undefined) continue;
    return {
      databaseUrl,
      async leave() {
        child.stdin.write('close\n');
        expect(await ended).toEqual([0, null]);
      },
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
  throw new Error(`the command ended with ${child.exitCode} before it had the server`);
}

async function query(databaseUrl: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(databaseUrl);
  // A session that the server ends while nobody asks it anything would otherwise end the test run.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function postmaster(folder: string): Promise<number> {
  return Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** The server process of the folder if there is one. A clean stop removes postmaster.pid. */
async function runningPostmaster(folder: string): Promise<number | undefined> {
  return existsSync(join(folder, 'postgres', 'postmaster.pid')) ? postmaster(folder) : undefined;
}

function reaches(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: 1_000 });
  return new Promise((resolve) => {
    const settle = (reached: boolean) => () => {
      socket.destroy();
      resolve(reached);
    };
    socket.on('connect', settle(true)).on('error', settle(false)).on('timeout', settle(false));
  });
}

// `npm run check:dump -- <url> <url>`: shows that a ledger goes from one PostgreSQL server to another in a dump. Both URLs
// are of users who may create databases and roles; pg_dump, pg_restore, createdb and dropdb must be in PATH, and not older than
// the first server. It makes three databases named lodestone_check_… and drops them. Nothing runs it by itself, since
// neither the tools nor a second server are on every machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from './lib/workspace.mjs';

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error('usage: npm run check:dump -- <url> <url>');

const command = join(workspaceRoot, 'packages/cli/bin/lodestone.mjs');
const demo = join(workspaceRoot, 'packages/cli/demo');
const folder = mkdtempSync(join(tmpdir(), 'lodestone-dump-'));
const [data, anchor] = [join(folder, 'data'), join(folder, 'anchor')];
/** @type {(() => unknown)[]} */
const undo = [() => rmSync(folder, { recursive: true, force: true })];

try {
  checkMove(from, to);
  console.log('The ledger was dumped, restored, verified and recorded in; the older dump was refused.');
} finally {
  for (const step of undo.reverse()) step();
}

/**
 * @param {string} oldServer
 * @param {string} newServer
 */
function checkMove(oldServer, newServer) {
  const source = createDatabase(oldServer, 'lodestone_check_source');
  lodestone(source, ['init', '--origin', 'example.org/dump'], 0);
  lodestone(source, ['record', join(demo, 'mine-to-magnet.jsonl'), '--create-keys'], 0);
  const older = dump(source, 'older.dump');
  lodestone(source, ['record', join(demo, 'filings.jsonl')], 0);
  const newer = dump(source, 'newer.dump');

  const target = restore(newer, createDatabase(newServer, 'lodestone_check_target'));
  lodestone(target, ['verify'], 3, 'run lodestone restore-grants');
  lodestone(target, ['restore-grants'], 0);
  lodestone(target, ['verify'], 0, 'VALID');
  const line = join(folder, 'line.jsonl');
  writeFileSync(line, lodestone(target, ['key', 'create', 'OPERATOR'], 0));
  lodestone(target, ['record', line], 0, '1 event recorded');
  lodestone(target, ['verify'], 0, 'VALID');

  const behind = restore(older, createDatabase(newServer, 'lodestone_check_behind'));
  lodestone(behind, ['restore-grants'], 0);
  lodestone(behind, ['verify'], 1, 'INVALID');
  lodestone(behind, ['record', line], 1, 'some were lost');
}

/**
 * @param {string} server
 * @param {string} name
 * @returns {string} its URL
 */
function createDatabase(server, name) {
  const url = Object.assign(new URL(server), { pathname: `/${name}` });
  run('createdb', [`--maintenance-db=${server}`, name], 0);
  undo.push(() => spawnSync('dropdb', ['--force', `--maintenance-db=${server}`, name]));
  return url.href;
}

/**
 * @param {string} url
 * @param {string} name
 */
function dump(url, name) {
  const file = join(folder, name);
  run('pg_dump', ['--format=custom', `--file=${file}`, url], 0);
  return file;
}

/**
 * @param {string} file
 * @param {string} url
 */
function restore(file, url) {
  run('pg_restore', ['--no-owner', '--no-acl', '--exit-on-error', `--dbname=${url}`, file], 0);
  return url;
}

/**
 * @param {string} url
 * @param {readonly string[]} words
 * @param {number} code
 * @param {string} says
 */
function lodestone(url, words, code, says = '') {
  return run(process.execPath, [command, '--data', data, '--anchor', anchor, '--database', url, ...words], code, says);
}

/**
 * Runs a program, which must end with this code and say this.
 * @param {string} program
 * @param {readonly string[]} words
 * @param {number} code
 * @param {string} says
 */
function run(program, words, code, says = '') {
  const { error, status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  // The words have passwords in them: they are not repeated.
  if (status !== code || !`${stdout}${stderr}`.includes(says)) {
    throw new Error(`${program} ended with ${status} and not with ${code} and “${says}”: ${stdout}${stderr}`);
  }
  return stdout;
}

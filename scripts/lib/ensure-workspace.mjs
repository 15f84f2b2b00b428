// Makes sure that the workspace's dependencies are installed, and installs them when they are not. Runs on any
// Node from 20 on, before anything is installed, so it may import nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { holdingLock } from './lock.mjs';
import { packagedNode, workspaceRoot } from './workspace.mjs';

const oldestNodeMajor = 20;
const modules = join(workspaceRoot, 'node_modules');
const marker = join(modules, '.lodestone-setup');

/**
 * Installs the workspace unless what is installed is what the lockfile asks for. Prints one line to standard error
 * when it installs, nothing otherwise. Throws an Error whose message is for the person at the keyboard.
 */
export async function ensureWorkspace() {
  const nodeMajor = Number(process.versions.node.split('.')[0]);
  if (nodeMajor < oldestNodeMajor) {
    throw new Error(`Lodestone needs Node ${oldestNodeMajor} or newer to set itself up; this is ${process.version}.`);
  }
  if (isInstalled()) return;
  mkdirSync(modules, { recursive: true });
  await holdingLock(join(modules, '.lodestone-setup.lock'), () => {
    // Whoever held the lock before us was installing the same thing.
    if (!isInstalled()) install();
  });
}

function isInstalled() {
  return existsSync(packagedNode) && existsSync(marker) && readFileSync(marker, 'utf8') === fingerprint();
}

/** What an installation depends on: the lockfile, pnpm's settings, and the machine whose binaries it picks. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(workspaceRoot, name)));
  return hash.digest('hex');
}

function install() {
  const manifest = /** @type {{ packageManager: string }} */ (
    JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8'))
  );
  const pnpm = manifest.packageManager;
  const started = Date.now();
  process.stderr.write(`Setting up the workspace with ${pnpm} … `);
  // Windows starts .cmd files such as npx through a shell only; none of these arguments holds anything to quote.
  const result = spawnSync('npx', ['-y', pnpm, 'install', '--frozen-lockfile'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
    env: installEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.error) {
    process.stderr.write('failed.\n');
    throw new Error(`cannot start npx, which comes with npm: ${result.error.message}`, { cause: result.error });
  }
  if (result.status !== 0) {
    process.stderr.write(`failed.\n${result.stdout}${result.stderr}`);
    throw new Error(
      `\`npx -y ${pnpm} install --frozen-lockfile\` ended with ${result.signal ?? `exit code ${result.status}`}; its output is above.`,
    );
  }
  if (!existsSync(packagedNode)) throw new Error(`the installation left no Node at ${packagedNode}.`);
  buildCommand();
  // The marker is written last, and at once: a set-up that was cut short is done again.
  writeFileSync(`${marker}.new`, fingerprint());
  renameSync(`${marker}.new`, marker);
  process.stderr.write(`done in ${Math.ceil((Date.now() - started) / 1000)} s\n`);
}

/** The command runs without it, and starts more slowly: that it cannot be built is no reason to stop. */
function buildCommand() {
  const { status, stderr } = spawnSync(packagedNode, [join(workspaceRoot, 'scripts', 'build-command.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) process.stderr.write(`(the command could not be built, its sources are run: ${stderr}) `);
}

function installEnvironment() {
  // CI=true: pnpm asks no questions. Without node_modules/.bin in the path, npx runs with the machine's own Node,
  // not with the one that is about to be replaced.
  const { PATH: path = '', ...environment } = process.env;
  const kept = path.split(delimiter).filter((folder) => !/node_modules[\\/]\.bin$/.test(folder));
  return { ...environment, PATH: kept.join(delimiter), CI: 'true', npm_config_update_notifier: 'false' };
}

import { defineConfig } from 'vitest/config';

const databasePackages = ['store', 'testkit', 'ledger', 'cli'];
const pureTestTimeoutMilliseconds = 30_000;
/** A database test may wait for a container, and for a crashed server's orphans to let go. */
const databaseTestTimeoutMilliseconds = 120_000;

export default defineConfig({
  test: {
    // A test that asserts nothing, a forgotten `.only` and a run that finds no tests all fail.
    expect: { requireAssertions: true },
    allowOnly: false,
    passWithNoTests: false,
    teardownTimeout: databaseTestTimeoutMilliseconds,
    // vitest leaves one core to itself, which on two cores would be half of the machine.
    maxWorkers: '100%',
    reporters: ['default', './scripts/lib/closing-line-reporter.mjs'],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: databasePackages.map((name) => `packages/${name}/**`),
          // Threads would start sooner, but Node crashes in them now and then (vitest-dev/vitest#11291).
          pool: 'forks',
          // Pure code keeps nothing that another file could find: a process of its own would only load everything anew.
          isolate: false,
          testTimeout: pureTestTimeoutMilliseconds,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: databasePackages.map((name) => `packages/${name}/test/**/*.test.ts`),
          // Starts one PostgreSQL for the whole run; each test file has a database of its own in it.
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          // Processes: these tests start servers and commands and send them signals.
          pool: 'forks',
          testTimeout: databaseTestTimeoutMilliseconds,
          hookTimeout: databaseTestTimeoutMilliseconds,
        },
      },
    ],
  },
});

// Which PostgreSQL the tests run on. It is always a real one, the first that is there:
//
//   1. the server that LODESTONE_TEST_DATABASE_URL names (its user must be able to make databases and roles),
//   2. a container, if a Docker engine answers and has or can get the image,
//   3. Lodestone's own embedded server, in a temporary folder.
//
// LODESTONE_TEST_POSTGRES=docker or =embedded insists on one of the latter two and fails where it cannot be had, so
// that a run meant to test one of them does not quietly test the other.

import { findDockerPostgres } from './docker-postgres.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** A PostgreSQL server that tests may make databases on. */
export interface TestPostgres {
  /** What it is, for the line that says what a run used. */
  readonly description: string;
  /** A database to connect to for making others. */
  readonly url: string;
  /** Ends what was started for the run; a given server stays. */
  stop(): Promise<void>;
}

/** Returns the server for this run, started if it was not running. */
export async function findPostgres(environment: NodeJS.ProcessEnv): Promise<TestPostgres> {
  const wanted = environment['LODESTONE_TEST_POSTGRES'] ?? '';
  const given = environment['LODESTONE_TEST_DATABASE_URL'] ?? '';
  switch (wanted) {
    case 'docker': {
      const found = await findDockerPostgres();
      if (!found.ok) throw new Error(`LODESTONE_TEST_POSTGRES=docker, but ${found.reason}`);
      return found.postgres;
    }
    case 'embedded':
      return startEmbeddedPostgres('embedded, as LODESTONE_TEST_POSTGRES asks');
    case '': {
      if (given !== '') {
        return { description: 'given by LODESTONE_TEST_DATABASE_URL', url: given, stop: async () => undefined };
      }
      const found = await findDockerPostgres();
      return found.ok ? found.postgres : startEmbeddedPostgres(`embedded, since ${found.reason}`);
    }
    default:
      throw new Error(`LODESTONE_TEST_POSTGRES is ${wanted}; it may be docker, embedded, or not set`);
  }
}

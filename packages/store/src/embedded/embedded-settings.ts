// How the embedded PostgreSQL is set up. The settings are given on the server's command line at each start, so that a
// newer Lodestone brings its settings to clusters that an older one initialised. None of them is a secret.
import { totalmem } from 'node:os';

const MEBIBYTE = 1024 ** 2;
const SHARED_BUFFERS_MIN_MEBIBYTES = 128;
const SHARED_BUFFERS_MAX_MEBIBYTES = 2_048;

/**
 * An eighth of the memory that we may have. It is taken only as it is filled; what of a grown ledger does not fit is read
 * from the system again and again, for lots that are drawn on come from anywhere.
 */
function sharedBuffersMebibytes(): number {
  // Zero where nothing limits us.
  const limitBytes = process.constrainedMemory() || totalmem();
  const eighth = Math.floor(Math.min(limitBytes, totalmem()) / 8 / MEBIBYTE);
  return Math.min(Math.max(eighth, SHARED_BUFFERS_MIN_MEBIBYTES), SHARED_BUFFERS_MAX_MEBIBYTES);
}

/** Settings of the embedded server, for a machine of two cores that has other things to do as well. */
export const embeddedSettings: Readonly<Record<string, string>> = {
  // Reachable from this machine only, and there only with the password. Over a unix socket pipelined appends were
  // slower than over the loopback interface, so there is no socket.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ssl: 'off',
  password_encryption: 'scram-sha-256',
  max_connections: '100',

  // What was acknowledged is on the disk. These are PostgreSQL's defaults; they stand here because we promise them.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',

  shared_buffers: `${sharedBuffersMebibytes()}MB`,
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // Nothing replicates from a cluster that lives in a data folder.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  max_parallel_maintenance_workers: '1',
  // Compiling expressions takes longer than most of our statements.
  jit: 'off',

  // A statement whose command was killed ends within a second instead of running on to its end. The next start waits
  // for such orphans.
  client_connection_check_interval: '1s',

  timezone: 'UTC',
  lc_messages: 'C',

  // The log is for what concerns the server. Errors of a statement go to the command that sent it and not into the
  // log: their texts quote the data of the ledger, sealed fields included.
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  cluster_name: 'lodestone',
};

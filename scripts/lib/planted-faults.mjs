// What the gates must refuse. Each fault is a few small files that are lawful but for one thing.

/**
 * @typedef {object} Fault
 * @property {string} title What is wrong.
 * @property {'format' | 'lint' | 'types' | 'deadCode' | 'tests'} gate Which gate must refuse it.
 * @property {Record<string, string>} files What is planted; the gate must name the first of them.
 * @property {string} says What the gate must say, so that it is known to refuse the fault and nothing else.
 */

const ambient = 'lodestone(no-ambient)';
const imports = 'lodestone(package-imports)';
const custody = 'packages/custody/src/planted.ts';
const custodyTest = 'packages/custody/test/planted.test.ts';

/**
 * @param {string} path
 * @param {string} statement
 */
function oneLine(path, statement) {
  return { [path]: `${statement}\n` };
}

/**
 * @param {string} name
 * @param {string} body
 */
function testFile(name, body) {
  return { [custodyTest]: `import { expect, test } from 'vitest';\n\n${name}('is planted', () => {\n  ${body}\n});\n` };
}

/** @type {readonly Fault[]} */
export const plantedFaults = [
  {
    title: 'a misformatted file',
    gate: 'format',
    files: oneLine(custody, 'export const planted = "planted"'),
    says: 'format',
  },
  { title: 'misformatted JSON', gate: 'format', files: oneLine('docs/planted.json', '{"planted":1}'), says: 'format' },

  {
    title: 'an export nobody uses',
    gate: 'deadCode',
    files: oneLine(custody, 'export const planted = 1;'),
    says: 'Unused exports',
  },
  {
    title: 'a dependency nobody uses',
    gate: 'deadCode',
    files: oneLine('packages/planted/package.json', '{ "name": "planted", "dependencies": { "zod": "4.6.7" } }'),
    says: 'Unused dependencies',
  },
  {
    title: 'a dependency that is not declared',
    gate: 'deadCode',
    files: oneLine('packages/ledger/src/planted.ts', "import 'zod';"),
    says: 'Unlisted dependencies',
  },

  {
    title: 'process in custody',
    gate: 'types',
    files: oneLine(custody, 'export const planted = process.pid;'),
    says: "'process'",
  },
  { title: 'console in custody', gate: 'types', files: oneLine(custody, 'console.log(1);'), says: "'console'" },
  {
    title: 'fetch in proof',
    gate: 'types',
    files: oneLine('packages/proof/src/planted.ts', "export const planted = fetch('/');"),
    says: "'fetch'",
  },
  {
    title: 'node:fs in lineage',
    gate: 'types',
    files: oneLine('packages/lineage/src/planted.ts', "export { readFileSync } from 'node:fs';"),
    says: "'node:fs'",
  },
  {
    title: 'node:fs in lineage',
    gate: 'lint',
    files: oneLine('packages/lineage/src/planted.ts', "export { readFileSync } from 'node:fs';"),
    says: imports,
  },
  {
    title: "custody asking for Node's types",
    gate: 'types',
    files: oneLine(custody, '/// <reference types="node" />\nexport const planted = process.pid;'),
    says: "'node'",
  },
  {
    title: 'custody importing @lodestone/proof',
    gate: 'types',
    files: {
      ...oneLine(custody, "export { planted } from '@lodestone/proof/planted.ts';"),
      ...oneLine('packages/proof/src/planted.ts', 'export const planted = 1;'),
    },
    says: "'@lodestone/proof/planted.ts'",
  },
  {
    title: 'cli importing @lodestone/store',
    gate: 'types',
    files: {
      ...oneLine('packages/cli/src/planted.ts', "export { planted } from '@lodestone/store/planted.ts';"),
      ...oneLine('packages/store/src/planted.ts', 'export const planted = 1;'),
    },
    says: "'@lodestone/store/planted.ts'",
  },
  {
    title: 'cli importing pg',
    gate: 'types',
    files: oneLine('packages/cli/src/planted.ts', "export { Client } from 'pg';"),
    says: "'pg'",
  },
  {
    title: 'custody importing what only the root declares',
    gate: 'lint',
    files: oneLine(custody, "export { test } from 'vitest';"),
    says: imports,
  },
  {
    title: 'ledger importing the cli, which the root declares',
    gate: 'lint',
    files: oneLine('packages/ledger/src/planted.ts', "await import('@lodestone/cli/src/main.ts');"),
    says: imports,
  },
  {
    title: 'a path into a package that is not referenced',
    gate: 'types',
    files: {
      ...oneLine(custody, "export { planted } from '../../proof/src/planted.ts';"),
      ...oneLine('packages/proof/src/planted.ts', 'export const planted = 1;'),
    },
    says: 'rootDir',
  },
  {
    title: 'a path into a package that is referenced',
    gate: 'lint',
    files: {
      ...oneLine('packages/lineage/src/planted.ts', "export type { Planted } from '../../custody/src/planted.ts';"),
      ...oneLine(custody, 'export type Planted = 1;'),
    },
    says: imports,
  },
  {
    title: 'the same, in a type',
    gate: 'lint',
    files: {
      ...oneLine(
        'packages/lineage/src/planted.ts',
        "export type Copy = import('../../custody/src/planted.ts').Planted;",
      ),
      ...oneLine(custody, 'export type Planted = 1;'),
    },
    says: imports,
  },
  {
    title: "sources importing another package's test generators",
    gate: 'lint',
    files: oneLine(
      'packages/lineage/src/planted.ts',
      "export { planted } from '@lodestone/custody/testing/planted.ts';",
    ),
    says: imports,
  },
  {
    title: 'sources importing their own tests',
    gate: 'lint',
    files: oneLine(custody, "export { planted } from '../test/planted.ts';"),
    says: imports,
  },
  {
    title: 'a test importing what its package does not declare',
    gate: 'lint',
    files: oneLine('packages/custody/test/planted.ts', "export { Client } from 'pg';"),
    says: imports,
  },

  {
    title: 'Date.now() in custody',
    gate: 'lint',
    files: oneLine(custody, 'export const planted = Date.now();'),
    says: ambient,
  },
  {
    title: 'new Date() in custody',
    gate: 'lint',
    files: oneLine(custody, 'export const planted = new Date();'),
    says: ambient,
  },
  {
    title: 'Date() in custody',
    gate: 'lint',
    files: oneLine(custody, 'export const planted = Date();'),
    says: ambient,
  },
  {
    title: 'Date by another name',
    gate: 'lint',
    files: oneLine(custody, 'const Clock = Date;\nexport const planted = Clock.now();'),
    says: ambient,
  },
  {
    title: 'Math.random() in custody',
    gate: 'lint',
    files: oneLine(custody, 'export const planted = Math.random();'),
    says: ambient,
  },
  {
    title: 'random taken out of Math',
    gate: 'lint',
    files: oneLine(custody, 'export const { random } = Math;'),
    says: ambient,
  },
  {
    title: 'Math.random() in proof',
    gate: 'lint',
    files: oneLine('packages/proof/src/planted.ts', "export const planted = Math['random']();"),
    says: ambient,
  },
  {
    title: 'performance.now() in lineage',
    gate: 'lint',
    files: oneLine(
      'packages/lineage/src/planted.ts',
      'declare const performance: { now(): number };\nexport const planted = performance.now();',
    ),
    says: ambient,
  },
  {
    title: 'Date.now() in evidence',
    gate: 'lint',
    files: oneLine('packages/evidence/src/planted.ts', 'export const planted = Date.now();'),
    says: ambient,
  },
  {
    title: 'crypto.getRandomValues() in proof',
    gate: 'lint',
    files: oneLine(
      'packages/proof/src/planted.ts',
      'declare const crypto: { getRandomValues(bytes: Uint8Array): void };\ncrypto.getRandomValues(new Uint8Array(1));\nexport {};',
    ),
    says: ambient,
  },

  {
    title: 'a floating promise',
    gate: 'lint',
    files: oneLine(
      'packages/store/src/planted.ts',
      'async function planted(): Promise<void> {}\nplanted();\nexport {};',
    ),
    says: 'no-floating-promises',
  },
  {
    title: 'a floating promise in a test',
    gate: 'lint',
    files: testFile('test', 'expect(Promise.resolve(1)).resolves.toBe(1);'),
    says: 'no-floating-promises',
  },
  {
    title: 'a promise where a condition is meant',
    gate: 'lint',
    files: oneLine(
      'packages/store/src/planted.ts',
      'declare function planted(): Promise<boolean>;\nexport const chosen = planted() ? 1 : 2;',
    ),
    says: 'no-misused-promises',
  },
  {
    title: 'a switch that forgets a case',
    gate: 'lint',
    files: oneLine(
      custody,
      "export function planted(value: 'a' | 'b'): void {\n  switch (value) {\n    case 'a':\n      break;\n  }\n}",
    ),
    says: 'switch-exhaustiveness-check',
  },
  { title: 'any', gate: 'lint', files: oneLine(custody, 'export type Planted = any;'), says: 'no-explicit-any' },
  {
    title: 'an import cycle',
    gate: 'lint',
    files: {
      ...oneLine(custody, "import { other } from './planted-other.ts';\n\nexport const planted = () => other;"),
      ...oneLine(
        'packages/custody/src/planted-other.ts',
        "import { planted } from './planted.ts';\n\nexport const other = () => planted;",
      ),
    },
    says: 'no-cycle',
  },
  {
    title: 'a barrel',
    gate: 'lint',
    files: {
      ...oneLine(custody, "export * from './planted-other.ts';"),
      ...oneLine('packages/custody/src/planted-other.ts', 'export const other = 1;'),
    },
    says: 'no-barrel-file',
  },
  { title: 'a default export', gate: 'lint', files: oneLine(custody, 'export default 1;'), says: 'no-default-export' },
  {
    title: 'console in store',
    gate: 'lint',
    files: oneLine('packages/store/src/planted.ts', 'console.log(1);'),
    says: 'no-console',
  },
  { title: 'test.only', gate: 'lint', files: testFile('test.only', 'expect(1).toBe(1);'), says: 'no-focused-tests' },
  { title: 'test.skip', gate: 'lint', files: testFile('test.skip', 'expect(1).toBe(1);'), says: 'no-disabled-tests' },

  {
    title: 'a type error',
    gate: 'types',
    files: oneLine(custody, "export const planted: number = 'one';"),
    says: 'TS2322',
  },
  {
    title: 'a type error in a test',
    gate: 'types',
    files: testFile('test', 'expect((1).planted).toBe(1);'),
    says: 'TS2339',
  },
  {
    title: 'a type error in a database test',
    gate: 'types',
    files: oneLine('packages/store/test/planted.ts', "export const planted: number = 'one';"),
    says: 'TS2322',
  },
  {
    title: 'an enum, which Node cannot run as it is',
    gate: 'types',
    files: oneLine(custody, 'export enum Planted {\n  one,\n}'),
    says: 'TS1294',
  },

  { title: 'a failing test', gate: 'tests', files: testFile('test', 'expect(1).toBe(2);'), says: '0 passed, 1 failed' },
  {
    title: 'a test that asserts nothing',
    gate: 'tests',
    files: testFile('test', 'void expect;'),
    says: '0 passed, 1 failed',
  },
  { title: 'test.only', gate: 'tests', files: testFile('test.only', 'expect(1).toBe(1);'), says: '1 failed' },
  {
    title: 'a test file without a test',
    gate: 'tests',
    files: oneLine(custodyTest, 'export {};'),
    says: '0 passed, 1 failed',
  },
  {
    title: 'a test file that does not load',
    gate: 'tests',
    files: oneLine(custodyTest, "throw new Error('planted');"),
    says: '0 passed, 1 failed',
  },
];

/** The lawful twin of the faults of tests: the gate must let it pass. */
export const lawfulTest = testFile('test', 'expect(1).toBe(1);');

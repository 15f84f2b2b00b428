// The lint rule `lodestone/package-imports`: a package imports what the package table allows, and never reaches into
// another package by a relative path. The compiler already refuses most of this, because pnpm links only what a
// package.json declares; this rule also covers what lies in the root's node_modules, which every package can see.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { allowedImports, purePackages } from './package-table.mjs';

/** @import { Node, Rule } from './rule-types.ts' */
/** @typedef {{ name: string, folder: string, part: string }} Place A file lies in packages/<name>/<part>/. */

/** @type {Rule} */
export const packageImports = {
  create(context) {
    const place = placeOf(context.cwd, context.filename);
    if (place === undefined) return {};
    /** @param {Node | null} source What names the module. */
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const problem = refusal(source.value, context.filename, place);
      if (problem !== undefined) context.report({ node: source, message: problem });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
    };
  },
};

/**
 * @param {string} root
 * @param {string} file
 * @returns {Place | undefined}
 */
function placeOf(root, file) {
  const [packages, name, part] = relative(root, file).split(sep);
  if (packages !== 'packages' || name === undefined || part === undefined) return undefined;
  return { name, folder: join(root, packages, name), part };
}

/** Why `file` may not import `specifier`, or undefined when it may.
 * @param {string} specifier
 * @param {string} file
 * @param {Place} place
 */
function refusal(specifier, file, place) {
  if (specifier.startsWith('.')) return refusalOfPath(specifier, file, place);
  if (isBuiltin(specifier)) {
    const isPure = place.part === 'src' && purePackages.has(place.name);
    return isPure ? `packages/${place.name} is pure and does not import ${specifier}.` : undefined;
  }
  return place.part === 'src' ? refusalOfSource(specifier, place) : refusalOfTest(specifier, place);
}

/**
 * @param {string} specifier
 * @param {string} file
 * @param {Place} place
 */
function refusalOfPath(specifier, file, place) {
  const [part] = relative(place.folder, resolve(dirname(file), specifier)).split(sep);
  if (part === '..') return `packages/${place.name} reaches into another package by the path ${specifier}.`;
  if (place.part === 'src' && part !== 'src') return `Sources do not import from packages/${place.name}/${part}.`;
  return undefined;
}

/**
 * @param {string} specifier
 * @param {Place} place
 */
function refusalOfSource(specifier, place) {
  const allowed = allowedImports.get(place.name);
  if (allowed === undefined) return `packages/${place.name} is missing from scripts/lint/package-table.mjs.`;
  if (allowed.includes('*')) return undefined;
  if (/^@lodestone\/[^/]+\/testing\//.test(specifier)) return `Sources do not import what is for tests: ${specifier}.`;
  if (allowed.includes(packageOf(specifier))) return undefined;
  return `packages/${place.name} does not import ${packageOf(specifier)} (scripts/lint/package-table.mjs).`;
}

/** Tests and what they are made of may use what their package declares, the package itself, and the test runner.
 * @param {string} specifier
 * @param {Place} place
 */
function refusalOfTest(specifier, place) {
  const manifest = /** @type {{ name: string, dependencies?: object, devDependencies?: object }} */ (
    JSON.parse(readFileSync(join(place.folder, 'package.json'), 'utf8'))
  );
  const declared = { ...manifest.dependencies, ...manifest.devDependencies, [manifest.name]: '', vitest: '' };
  if (Object.hasOwn(declared, packageOf(specifier))) return undefined;
  return `packages/${place.name}/package.json does not declare ${packageOf(specifier)}.`;
}

/** `@noble/hashes/sha2.js` is of the package `@noble/hashes`.
 * @param {string} specifier
 */
function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

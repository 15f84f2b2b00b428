// The two files of the small verifier, made from packages/verifier. The same sources give the same bytes on every
// machine: nothing here looks at a clock, a path of the machine or a version of Node.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { workspaceRoot } from './workspace.mjs';

/** What somebody can be asked to keep beside a contract, and to read in an afternoon; a page has forms and drawings besides. */
const PROGRAM_MAX_BYTES = 150_000;
const PAGE_MAX_BYTES = 180_000;

/** Versions of browsers and Node that run the files: Node 20, and what browsers of its time know. */
const TARGET = ['node20', 'chrome120', 'firefox120', 'safari17'];

const SOURCES = join(workspaceRoot, 'packages', 'verifier', 'src');

/** @typedef {{ name: string, text: string, bytes: number, maxBytes: number, fits: boolean, sha256: string }} BuiltFile */

/**
 * Builds both files in memory.
 * @returns {Promise<BuiltFile[]>}
 */
export async function buildVerifier() {
  const program = await bundle(join(SOURCES, 'lodestone-verify.ts'), 'esm');
  const page = composePage(await bundle(join(SOURCES, 'page', 'main.ts'), 'iife'));
  return [
    builtFile('lodestone-verify.mjs', `#!/usr/bin/env node\n${program}`, PROGRAM_MAX_BYTES),
    builtFile('lodestone-verify.html', page, PAGE_MAX_BYTES),
  ];
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} maxBytes
 * @returns {BuiltFile}
 */
function builtFile(name, text, maxBytes) {
  const bytes = Buffer.byteLength(text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { name, text, bytes, maxBytes, fits: bytes <= maxBytes, sha256 };
}

/**
 * Leaves out the walk by which an audit of millions of events is quick. It answers true only where it is certain, and
 * what it is not certain of is read with care: here everything is.
 * @type {import('rolldown').Plugin}
 */
const WITHOUT_SCAN = {
  name: 'without-scan',
  load(id) {
    if (!id.endsWith('/proof/src/canonical-scan.ts')) return null;
    return 'export const createMemberPlaces = () => null;\nexport const scanCanonicalObject = () => false;\n';
  },
};

/**
 * One script of a source and all that it imports, minified.
 * @param {string} input
 * @param {'esm' | 'iife'} format
 */
async function bundle(input, format) {
  const target = { transform: { target: TARGET } };
  const build = await rolldown({ input, platform: 'neutral', external: /^node:/, ...target, plugins: [WITHOUT_SCAN] });
  try {
    const { output } = await build.generate({ format, minify: true, codeSplitting: false, comments: false });
    const [chunk, ...others] = output;
    if (chunk === undefined || others.length > 0) throw new Error(`${input} did not become one file`);
    return chunk.code;
  } finally {
    await build.close();
  }
}

/**
 * Puts script and style into the page, and their hashes into its policy: the browser runs these bytes, or nothing.
 * @param {string} script
 */
function composePage(script) {
  // Either would end or change how a browser reads the script element.
  if (/<\/script|<!--/i.test(script)) throw new Error('the script of the page holds what HTML would read as markup');
  const style = minifyStyle(readFileSync(join(SOURCES, 'page', 'page.css'), 'utf8'));
  const policy = [
    "default-src 'none'",
    `script-src '${hashSource(script)}'`,
    `style-src '${hashSource(style)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const template = readFileSync(join(SOURCES, 'page', 'page.html'), 'utf8');
  return Object.entries({ policy, style, script }).reduce((page, [name, part]) => {
    const pieces = page.split(`{{${name}}}`);
    if (pieces.length !== 2) throw new Error(`page.html must ask for ${name} once, and the parts before it not`);
    return pieces.join(part);
  }, template);
}

/** @param {string} text */
function hashSource(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/**
 * Blanks at line ends and beside punctuation carry nothing in the style of the page.
 * @param {string} style
 */
function minifyStyle(style) {
  return style
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}')
    .trim();
}

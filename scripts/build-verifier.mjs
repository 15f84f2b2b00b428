// `npm run verifier`: builds the small verifier of evidence bundles, a program for Node and a page for browsers, each one
// file that needs no other. `--out <folder>` puts them elsewhere than into dist/verifier.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildVerifier } from './lib/verifier-files.mjs';
import { workspaceRoot } from './lib/workspace.mjs';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const folder = resolve(values.out ?? join(workspaceRoot, 'dist', 'verifier'));
const files = await buildVerifier();
mkdirSync(folder, { recursive: true });
for (const { name, text, bytes, maxBytes, fits, sha256 } of files) {
  console.log(
    `${name}  ${(bytes / 1000).toFixed(1)} kB  SHA-256 ${sha256}${fits ? '' : `  TOO LARGE: ${maxBytes / 1000} kB at most`}`,
  );
  if (fits) writeFileSync(join(folder, name), text);
  else process.exitCode = 1;
}
if (process.exitCode !== 1) console.log(`written to ${folder}`);

// The workspace's own lint rules, for oxlint.
import { noAmbient } from './no-ambient.mjs';
import { packageImports } from './package-imports.mjs';
/** @import { Rule } from './rule-types.ts' */

/** @type {{ meta: { name: string }, rules: Record<string, Rule> }} */
const plugin = {
  meta: { name: 'lodestone' },
  rules: { 'no-ambient': noAmbient, 'package-imports': packageImports },
};

// oxlint asks for a default export.
export default plugin;

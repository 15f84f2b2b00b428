// The lint rule `lodestone/no-ambient`: code of the pure packages takes time and randomness as arguments. Taking them
// by another name (`const D = Date`) is refused as well: each name below may be used only in the few ways that give
// the same answer every time.

/** @import { Node, Rule } from './rule-types.ts' */

/** @type {Rule} */
export const noAmbient = {
  create(context) {
    return {
      Identifier(node) {
        const { name, parent } = node;
        if (!isReference(node, parent) || isHarmless(name, node, parent)) return;
        context.report({
          node,
          message: `Pure code is given time and randomness as arguments; this use of ${name} fetches them itself.`,
        });
      },
    };
  },
};

/**
 * @param {string} name
 * @param {Node} use
 * @param {Node} parent
 */
function isHarmless(name, use, parent) {
  switch (name) {
    case 'Date':
      return isType(parent) || isDateOfArguments(use, parent) || isMember(use, parent, ['UTC', 'parse']);
    case 'Math':
      return parent.type === 'MemberExpression' && !parent.computed && !isMember(use, parent, ['random']);
    case 'Temporal':
      return (
        isType(parent) || (parent.type === 'MemberExpression' && !parent.computed && !isMember(use, parent, ['Now']))
      );
    case 'crypto':
    case 'performance':
    case 'globalThis':
      return false;
    default:
      return true;
  }
}

/** A name after a dot or before a colon refers to no global.
 * @param {Node} use
 * @param {Node} parent
 */
function isReference(use, parent) {
  if (parent.type === 'MemberExpression') return parent.object === use || parent.computed;
  if (parent.type === 'Property') return parent.value === use || parent.computed;
  return parent.type !== 'TSPropertySignature' || parent.computed;
}

/** @param {Node} parent */
function isType(parent) {
  return parent.type === 'TSTypeReference' || parent.type === 'TSQualifiedName';
}

/** `new Date(milliseconds)`, and `value instanceof Date`.
 * @param {Node} use
 * @param {Node} parent
 */
function isDateOfArguments(use, parent) {
  if (parent.type === 'NewExpression') return parent.callee === use && parent.arguments.length > 0;
  return parent.type === 'BinaryExpression' && parent.operator === 'instanceof' && parent.right === use;
}

/** `Date.UTC`: the name, a dot, and one of `members`. What is in brackets could be any of them.
 * @param {Node} use
 * @param {Node} parent
 * @param {readonly string[]} members
 */
function isMember(use, parent, members) {
  if (parent.type !== 'MemberExpression' || parent.object !== use || parent.computed) return false;
  return parent.property.type === 'Identifier' && members.includes(parent.property.name);
}

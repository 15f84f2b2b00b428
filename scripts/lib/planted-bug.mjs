// What a bug is that the fault tests must refuse.

/**
 * @typedef {object} Edit
 * @property {string} file
 * @property {string} find Stands once in the file.
 * @property {string} put What stands there instead.
 */

/**
 * @typedef {object} Bug
 * @property {string} fault What happens to the ledger.
 * @property {string} title What is wrong with the sources; docs/fault-tests.md lists it.
 * @property {readonly Edit[]} edits How the sources are made wrong.
 * @property {string} test The file of the test that must fail.
 * @property {string} [name] A pattern for the names of the tests in it that are run; all of them without it.
 * @property {string} says What the failing test must say, so that it is known to refuse the bug and nothing else.
 */

/**
 * The one edit that most bugs are.
 * @param {string} file
 * @param {string} find
 * @param {string} put
 * @returns {readonly Edit[]}
 */
export function edit(file, find, put) {
  return [{ file, find, put }];
}

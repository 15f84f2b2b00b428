// A vitest reporter that ends a run with what failed, a line each, and one plain line that other programs can read:
// `12 passed, 0 failed`. Of a long run often only the end is kept.
/** @import { Reporter, TestModule } from 'vitest/node' */

/** @implements {Reporter} */
export default class ClosingLineReporter {
  /**
   * A file that cannot be loaded and an error outside any test count as failed, for no test of theirs says so.
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} errorsOutsideTests
   */
  onTestRunEnd(modules, errorsOutsideTests) {
    const counts = { passed: 0, failed: errorsOutsideTests.length, skipped: 0, pending: 0 };
    for (const error of errorsOutsideTests) console.log(lineOf('outside any test', error));
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const error of module.errors()) console.log(lineOf(module.relativeModuleId, error));
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        counts[state] += 1;
        if (state === 'failed') console.log(lineOf(`${module.relativeModuleId} > ${test.fullName}`, errors[0]));
      }
    }
    const skipped = counts.skipped + counts.pending;
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
}

const MESSAGE_CHARACTERS_MAX = 300;

/**
 * @param {string} place
 * @param {unknown} error
 */
function lineOf(place, error) {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  const [firstLine = ''] = String(message).split('\n', 1);
  return `failed: ${place}: ${firstLine.slice(0, MESSAGE_CHARACTERS_MAX)}`;
}

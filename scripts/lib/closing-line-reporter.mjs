// A vitest reporter that ends a run with one plain line that other programs can read: `12 passed, 0 failed`.
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
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
    }
    const skipped = counts.skipped + counts.pending;
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
}

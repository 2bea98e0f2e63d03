const { Spec } = require('mocha').reporters

/**
 * Mocha's own report, and after it one line that programs can read: `N passed, N failed`. It counts
 * what ran; a hook that failed counts as a failure, so the line never looks better than the run.
 */
module.exports = class ClosingLineReporter extends Spec {
  epilogue() {
    super.epilogue()
    const { passes, failures, pending } = this.stats
    const skipped = pending > 0 ? `, ${pending} skipped` : ''
    console.log(`${passes} passed, ${failures} failed${skipped}`)
  }
}

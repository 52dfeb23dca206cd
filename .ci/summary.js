// Plain JavaScript: the last line has to come also where nothing could be installed.
import { readFileSync } from 'node:fs'

/** How many checks failed, then the exit code and the report of each run of tests. */
const [checks = '0', ...runs] = process.argv.slice(2)

/** The runner's counts; a run that left no report has none. */
const counts = (file) => {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = report
    return { passed, failed, skipped: numPendingTests + numTodoTests }
  } catch (error) {
    console.error(`no test report: ${error.message}`)
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

const sum = { passed: 0, failed: Number(checks), skipped: 0 }
for (let i = 0; i < runs.length; i += 2) {
  const { passed, failed, skipped } = counts(runs[i + 1])
  // A test file that cannot be loaded is no failed test, and yet the run has failed.
  sum.failed += Number(runs[i]) === 0 ? failed : Math.max(failed, 1)
  sum.passed += passed
  sum.skipped += skipped
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed === 0 ? 0 : 1

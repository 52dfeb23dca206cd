// Plain JavaScript: the last line has to come also where nothing could be installed.
import { readFileSync } from 'node:fs'

const [file = '', checks = '0', tests = '0'] = process.argv.slice(2)

/** The runner's counts; a run that left no report has none. */
const counts = () => {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = report
    return { passed, failed, skipped: numPendingTests + numTodoTests }
  } catch (error) {
    console.error(`no test report: ${error.message}`)
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

const { passed, failed, skipped } = counts()
// A test file that cannot be loaded is no failed test, and a failed check is none either: both count all the same.
const all = Number(checks) + (Number(tests) === 0 ? failed : Math.max(failed, 1))
console.log(`${passed} passed, ${all} failed, ${skipped} skipped`)
process.exitCode = all === 0 ? 0 : 1

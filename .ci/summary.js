// Plain JavaScript: the last line has to come also where nothing could be installed.
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const FAILURES = 20
const LINES = 10
const COLUMNS = 160

/** How many checks failed, then the exit code and the report (.ci/reporter.js) of each run of tests. */
const [checks = '0', ...runs] = process.argv.slice(2)

/** A run that ended before it could report has nothing to count. */
const reported = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return {
      passed: 0,
      failed: 0,
      skipped: 0,
      failures: [{ file, name: 'no report', message: error.message }],
    }
  }
}

const indented = (message) => {
  const lines = stripVTControlCharacters(message).split('\n')
  const rest = lines.length > LINES ? [`(${lines.length - LINES} more lines above)`] : []
  return [...lines.slice(0, LINES), ...rest].map((line) => `    ${line.slice(0, COLUMNS)}`).join('\n')
}

const sum = { passed: 0, failed: Number(checks), skipped: 0, failures: [] }
for (let i = 0; i < runs.length; i += 2) {
  const { passed, failed, skipped, failures } = reported(runs[i + 1])
  // A test file that cannot be loaded is no failed test, and yet the run has failed.
  sum.failed += Number(runs[i]) === 0 ? failed : Math.max(failed, 1)
  sum.passed += passed
  sum.skipped += skipped
  sum.failures.push(...failures)
}
for (const { file, name, message } of sum.failures.slice(0, FAILURES)) {
  console.log(`failed: ${file} > ${name}\n${indented(message)}`)
}
if (sum.failures.length > FAILURES) console.log(`and ${sum.failures.length - FAILURES} more`)
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exitCode = sum.failed === 0 ? 0 : 1

// What .ci/summary.js needs of a run of tests. The runner's own JSON report leaves out errors outside of tests.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

/** A failure as text: the message, what differs, and the line of the project where it was thrown. */
const text = ({ name, message, diff, cause, stacks = [] }) => {
  const place = stacks.find((stack) => !/node_modules|^node:/.test(stack.file))
  const at = place ? `at ${relative('', place.file)}:${place.line}` : ''
  const why = cause?.message ? `caused by: ${cause.message}` : ''
  return [`${name ?? 'Error'}: ${message}`, diff, why, at].filter(Boolean).join('\n')
}

const failuresOf = (module) => {
  const file = relative('', module.moduleId)
  const suites = [module, ...module.children.allSuites()]
  const around = suites.flatMap((suite) => suite.errors().map((error) => ({ suite, error })))
  const failed = [...module.children.allTests('failed')]
  // As when its process crashed.
  const unfinished = ['queued', 'pending'].includes(module.state())
  return [
    ...(unfinished ? [{ file, name: '(the file itself)', message: 'it did not end' }] : []),
    ...around.map(({ suite, error }) => ({
      file,
      name: suite.fullName ?? '(the file itself)',
      message: text(error),
    })),
    ...failed.map((test) => ({
      file,
      name: test.fullName,
      message: test.result().errors.map(text).join('\n'),
    })),
  ]
}

export default class {
  onTestRunEnd(modules, errors) {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    )
    const count = (wanted) => states.filter((state) => state === wanted).length
    const outside = errors.map((error) => ({
      file: error.VITEST_TEST_PATH ? relative('', error.VITEST_TEST_PATH) : '(no file)',
      name: `${error.type ?? 'error'} outside of a test`,
      message: text(error),
    }))
    const [passed, failed] = [count('passed'), count('failed')]
    const failures = [...modules.flatMap(failuresOf), ...outside]
    const report = { passed, failed, skipped: states.length - passed - failed, failures }
    writeFileSync(process.env.TEST_REPORT, JSON.stringify(report))
  }
}

import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

interface Report {
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[]
  }[]
}

/** Runs tests of back ends on a machine that has none. */
const withoutBackEnds = (more: Readonly<Record<string, string>>): { code: number | null; report: Report } => {
  const { PATH, HOME } = process.env
  const args = ['node_modules/vitest/vitest.mjs', 'run', '-c', 'vitest.backends.config.ts', '--reporter=json']
  const { status, stdout } = spawnSync(process.execPath, [...args, 'test/backends/registry', 'image-add'], {
    encoding: 'utf8',
    env: { PATH, HOME, ...more },
    timeout: 120_000,
  })
  return { code: status, report: JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report }
}

const resultsOf = ({ testResults }: Report): string[] =>
  testResults
    .flatMap(({ assertionResults }) => assertionResults.map(({ status, title }) => `${status}: ${title}`))
    .sort()

it('tests that need a back end are skipped by name and reason where it is not given', () => {
  const { code, report } = withoutBackEnds({})
  expect(code).toBe(0)
  const results = resultsOf(report)
  expect(results.length).toBeGreaterThan(1)
  for (const result of results) expect(result).toMatch(/^(skipped|pending): .+: [A-Z_, ]+ is not set$/)
  expect(results.join('\n')).toMatch(/: gaze image add REF: KUBECONFIG, MONGODB_URI, GAZE_TEST_REGISTRY, /)
})

it('and fail where all back ends have to be there', () => {
  const { code, report } = withoutBackEnds({ GAZE_TEST_REQUIRE_BACKENDS: '1' })
  expect(code).toBe(1)
  const results = resultsOf(report)
  expect(report.numFailedTests).toBe(results.length)
  expect(results.join('\n')).toContain('failed: gaze image add REF')
})

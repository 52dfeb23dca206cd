import { describe, it } from 'vitest'

export type BackEnds = Readonly<Record<string, string>>

/**
 * Tests that need real back ends, which environment variables name. Where one is unset they are skipped by name and
 * reason; with GAZE_TEST_REQUIRE_BACKENDS=1 that is a failure.
 */
export const describeWith = (
  variables: readonly string[],
  name: string,
  tests: (backEnds: BackEnds) => void,
): void => {
  const missing = variables.filter((variable) => !process.env[variable])
  if (missing.length === 0) {
    const values = variables.map((variable) => [variable, process.env[variable] ?? ''] as const)
    describe(name, () => tests(Object.fromEntries(values)))
    return
  }
  const reason = `${missing.join(', ')} is not set`
  if (process.env.GAZE_TEST_REQUIRE_BACKENDS === '1')
    it(name, () => {
      throw new Error(`back ends are required, but ${reason}`)
    })
  else it.skip(`${name}: ${reason}`)
}

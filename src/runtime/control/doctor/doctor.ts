import type { Context } from '../../contexts.ts'
import type { SiteOptions } from '../site.ts'
import { type CheckResult, runChecks } from './check.ts'
import { localChecks } from './local/local-checks.ts'

/** As `gaze doctor --json` prints it. */
export interface Diagnosis {
  readonly context: string
  readonly kind: Context['kind']
  /** Nothing failed. */
  readonly ok: boolean
  readonly checks: readonly CheckResult[]
}

/**
 * Checks each thing that the context needs; a failure is a finding and throws nothing.
 * @param say Told what is looked at.
 */
export const examine = async (options: SiteOptions, say: (text: string) => void): Promise<Diagnosis> => {
  const { context, signal } = options
  const { checks, close } =
    context.kind === 'local'
      ? { checks: localChecks(options.stateDir), close: async () => {} }
      : (await import('./cluster/cluster-checks.ts')).clusterChecks({ ...options, context })
  const results: CheckResult[] = []
  try {
    for await (const result of runChecks(checks, signal)) {
      results.push(result)
      say(`Checked ${result.name}`)
    }
  } finally {
    await close()
  }
  const ok = results.every(({ state }) => state !== 'failed')
  return { context: context.name, kind: context.kind, ok, checks: results }
}

import type { Applied } from './apply.ts'

/** What to do about secret variables that have names but no values, a line a stream. */
export const describeMissing = (applied: readonly Applied[]): string[] =>
  applied.flatMap((each) => {
    if (each.type !== 'stream' || each.missingSecrets.length === 0) return []
    const flags = each.missingSecrets.map((name) => `--secret-env ${name}=env:VAR`).join(' ')
    return [
      `stream ${each.name} has no value for ${each.missingSecrets.join(', ')}: gaze stream scale ${each.name} ${flags}`,
    ]
  })

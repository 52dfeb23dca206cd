import type { Records } from '../../../records/store.ts'
import type { SecretChange } from './secret-flags.ts'

export interface SecretsUpdate {
  readonly changed: boolean
  /** Before the record, so that no pod starts without a secret that its record names. */
  write(): Promise<void>
  /** When the record could not be written after all. */
  restore(): Promise<void>
}

/** The change of a stream's secrets, ready to be written. */
export const changeSecrets = async (
  { secrets, streams }: Records,
  name: string,
  { set, unset }: SecretChange,
): Promise<SecretsUpdate> => {
  const named = Object.keys(set).length + unset.length > 0
  // What a command that was killed left in the file, and no record names, is not the stream's.
  const recorded = named ? ((await streams.get(name))?.secretEnv ?? []) : []
  const kept = Object.entries(recorded.length === 0 ? {} : await secrets.get(name))
  const old = Object.fromEntries(kept.filter(([key]) => recorded.includes(key)))
  const values = Object.fromEntries(
    Object.entries({ ...old, ...set }).filter(([key]) => !unset.includes(key)),
  )
  const changed = JSON.stringify(values) !== JSON.stringify(old)
  let written = false
  return {
    changed,
    write: async () => {
      if (!changed || written) return
      await secrets.put(name, values)
      written = true
    },
    restore: async () => {
      if (!written) return
      await (Object.keys(old).length === 0 ? secrets.remove(name) : secrets.put(name, old))
    },
  }
}

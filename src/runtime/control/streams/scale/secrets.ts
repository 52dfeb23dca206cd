import type { Records } from '../../../records/store.ts'
import type { SecretChange } from './secret-flags.ts'

export interface SecretsUpdate {
  readonly changed: boolean
  /** Before the record, so that no pod starts without a secret that its record names. */
  write(): Promise<void>
  /** When the record could not be written after all. */
  restore(): Promise<void>
}

type Values = Readonly<Record<string, string>>

const where = (values: Values, test: (name: string) => boolean): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => test(name)))

/**
 * The change of a stream's secrets, ready to be written. Only what it names is touched: another command may change
 * the others at the same moment.
 */
export const changeSecrets = async (
  { secrets, streams }: Records,
  name: string,
  { set, unset, only }: SecretChange,
): Promise<SecretsUpdate> => {
  const isUnset = (key: string): boolean => unset.includes(key) || only?.includes(key) === false
  const isNamed = (key: string): boolean => key in set || isUnset(key)
  const named = Object.keys(set).length + unset.length > 0 || only !== undefined
  const recorded = named ? ((await streams.get(name))?.secretEnv ?? []) : []
  const found = named ? await secrets.get(name) : {}
  // What a command that was killed left in the file, and no record names, is not the stream's.
  const isLeft = (key: string): boolean => key in found && !recorded.includes(key)
  const old = where(found, (key) => isNamed(key) && !isLeft(key))
  const changed = JSON.stringify(where({ ...old, ...set }, (key) => !isUnset(key))) !== JSON.stringify(old)
  let written = false

  const put = async (values: Values): Promise<void> => {
    const others = where(await secrets.get(name), (key) => !isNamed(key) && !isLeft(key))
    const all = { ...others, ...values }
    await (Object.keys(all).length === 0 ? secrets.remove(name) : secrets.put(name, all))
  }
  return {
    changed,
    write: async () => {
      if (!changed || written) return
      await put(set)
      written = true
    },
    restore: async () => {
      if (written) await put(old)
    },
  }
}

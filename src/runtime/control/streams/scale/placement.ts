import { GazeError } from '../../../errors.ts'
import type { Placement, Toleration } from '../../../records/types.ts'
import { type EnvChange, changeEnv } from '../../env-flags.ts'

/** Flags of `gaze stream scale` on where its pods run, as they were typed. */
export interface PlacementFlags {
  readonly resource?: readonly string[] | undefined
  readonly nodeSelector?: readonly string[] | undefined
  readonly toleration?: readonly string[] | undefined
  readonly pullSecret?: readonly string[] | undefined
}

/** What shall change; what is undefined stays. */
export interface PlacementChange {
  readonly resources: EnvChange
  readonly nodeSelector: EnvChange
  readonly tolerations: readonly Toleration[] | undefined
  readonly pullSecrets: readonly string[] | undefined
}

const LABEL = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
/** Devices are counted; only storage and huge pages have a size. */
const COUNT = /^[1-9]\d*$/
const SIZE = /^[1-9]\d*(?:[kMGTPE]|[KMGTPE]i)?$/
const SECRET = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const

const wrong = (flag: string, text: string, why: string, hint: string): GazeError =>
  new GazeError('USAGE', `--${flag} ${JSON.stringify(text)} cannot be used`, { why, hint })

type CheckPair = (key: string, value: string, text: string) => void

/** Of `K=V` and, to take one away, `K-`; the last one of a name counts. */
const pairs = (flag: string, texts: readonly string[], form: string, check: CheckPair): EnvChange => {
  const set = new Map<string, string>()
  const unset = new Set<string>()
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 0 && !text.endsWith('-')) throw wrong(flag, text, 'It has no value', `Write --${flag} ${form}`)
    const key = text.slice(0, at < 0 ? -1 : at)
    set.delete(key)
    unset.delete(key)
    if (at < 0) {
      unset.add(key)
      continue
    }
    check(key, text.slice(at + 1), text)
    set.set(key, text.slice(at + 1))
  }
  return { set: Object.fromEntries(set), unset: [...unset] }
}

const checkResource: CheckPair = (name, amount, text) => {
  if (name === 'cpu' || name === 'memory')
    throw wrong('resource', text, `${name} has a flag of its own`, `Write --${name} ${amount}`)
  const sized = name === 'ephemeral-storage' || name.startsWith('hugepages-')
  if (!sized && !(LABEL.test(name) && name.includes('/')))
    throw wrong(
      'resource',
      text,
      `${name || 'It'} does not name a device`,
      'Write for example nvidia.com/gpu=1',
    )
  if (!(sized ? SIZE : COUNT).test(amount))
    throw wrong(
      'resource',
      text,
      `${JSON.stringify(amount)} is no amount of it`,
      `Write ${name}=1, or ${name}- to take it away`,
    )
}

const checkSelector: CheckPair = (key, value, text) => {
  if (LABEL.test(key) && LABEL_VALUE.test(value)) return
  throw wrong(
    'node-selector',
    text,
    'It is not a label of a node',
    'Write for example kubernetes.io/hostname=edge-1; kubectl get nodes --show-labels lists them',
  )
}

const parseToleration = (text: string): Toleration => {
  const [, key = '', value, effect] = /^([^=:]+)(?:=([^:]*))?(?::(.+))?$/.exec(text) ?? []
  const known = EFFECTS.find((each) => each === effect)
  if (!LABEL.test(key) || !LABEL_VALUE.test(value ?? '') || (effect !== undefined && known === undefined))
    throw wrong(
      'toleration',
      text,
      'It is not KEY[=VALUE][:EFFECT]',
      `EFFECT is one of ${EFFECTS.join(', ')}; without it, all are tolerated`,
    )
  return { key, ...(value === undefined ? {} : { value }), ...(known === undefined ? {} : { effect: known }) }
}

const parsePullSecret = (name: string): string => {
  if (SECRET.test(name)) return name
  throw wrong('pull-secret', name, 'It is not the name of a Secret', 'kubectl get secrets lists them')
}

/** A list that is named replaces the whole; one empty text stands for none. */
const list = <T>(texts: readonly string[] | undefined, parse: (text: string) => T): T[] | undefined =>
  texts?.filter((text) => text !== '').map(parse)

/** @throws GazeError USAGE of the first that is wrong. */
export const parsePlacement = (flags: PlacementFlags): PlacementChange => ({
  resources: pairs('resource', flags.resource ?? [], 'NAME=AMOUNT', checkResource),
  nodeSelector: pairs('node-selector', flags.nodeSelector ?? [], 'LABEL=VALUE', checkSelector),
  tolerations: list(flags.toleration, parseToleration),
  pullSecrets: list(flags.pullSecret, parsePullSecret),
})

type Places = Omit<Placement, 'cpu' | 'memory'>

/** The placement after the change; what asks for nothing is left out, as records of before have it. */
export const nextPlacement = (old: Places, change: PlacementChange): Places => {
  const next = {
    resources: changeEnv(old.resources ?? {}, change.resources),
    nodeSelector: changeEnv(old.nodeSelector ?? {}, change.nodeSelector),
    tolerations: change.tolerations ?? old.tolerations ?? [],
    pullSecrets: change.pullSecrets ?? old.pullSecrets ?? [],
  }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => Object.keys(value).length > 0))
}

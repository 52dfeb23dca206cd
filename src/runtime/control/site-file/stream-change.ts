import type { Image, Stream } from '../../records/types.ts'
import { checkEnvName, type EnvChange } from '../env-flags.ts'
import { refusePassword } from '../secrets-in-urls.ts'
import { parseOutput, parseSinks } from '../streams/scale/addresses.ts'
import type { StreamChange } from '../streams/scale/change.ts'
import { imageFacts } from '../streams/scale/image-facts.ts'
import { checkKey } from '../streams/scale/key.ts'
import { parsePlacement } from '../streams/scale/placement.ts'
import { parseQuantity } from '../streams/scale/quantity.ts'
import { parseSource } from '../streams/scale/source.ts'
import { recordedFields, type StreamSpec } from './form.ts'
import { type FileIssue, issueOf } from './issues.ts'
import type { StreamObject } from './read/objects.ts'

export interface DraftedChange {
  readonly change: StreamChange | undefined
  readonly issues: readonly FileIssue[]
}

type Field = keyof StreamSpec

const checkEnv = (env: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(env)) refusePassword(`env ${checkEnvName('env', name)}`, value)
}

/** What a flag of the same name would be given. */
const pairs = (map: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(map).map(([name, value]) => `${name}=${value}`)

/**
 * What the object changes of a stream: what it names is so, wholly; what it named before and does not name any more
 * goes back to its default; the rest stays.
 * @param image The one that it will run, if it is there.
 */
export const changeOf = (
  object: StreamObject,
  old: Stream | undefined,
  image: Image | undefined,
): DraftedChange => {
  const { spec, cwd, file, places, at } = object
  const issues: FileIssue[] = []
  const attempt = <T>(field: Field, check: () => T): T | undefined => {
    try {
      return check()
    } catch (error) {
      issues.push(issueOf(error, file, places.get(field) ?? at, `spec.${field}`))
      return undefined
    }
  }
  const lost = (field: Field): boolean => spec[field] === undefined && (old?.applied ?? []).includes(field)
  const field = <F extends Field, T>(
    name: F,
    parse: (value: NonNullable<StreamSpec[F]>) => T,
    otherwise: T,
  ): T | undefined => {
    const value = spec[name]
    if (value === undefined) return lost(name) ? otherwise : undefined
    return attempt(name, () => parse(value))
  }
  const wholly = (name: 'env' | 'resources' | 'nodeSelector', set: EnvChange['set'] = {}): EnvChange =>
    spec[name] !== undefined || lost(name) ? { set, unset: [], only: true } : { set: {}, unset: [] }

  if (spec.env !== undefined) attempt('env', () => checkEnv(spec.env ?? {}))
  const placement = {
    resources: attempt('resources', () => parsePlacement({ resource: pairs(spec.resources) }).resources),
    selector: attempt(
      'nodeSelector',
      () => parsePlacement({ nodeSelector: pairs(spec.nodeSelector) }).nodeSelector,
    ),
  }
  const ownSource = image !== undefined && imageFacts(image).hasSource
  const change: StreamChange = {
    image: spec.image,
    source: field('source', (text) => parseSource(text, cwd), ownSource ? 'pipeline' : 'push'),
    replicas: field('replicas', (count) => count, 1),
    output: field('output', parseOutput, ''),
    sinks: field('sinks', (texts) => parseSinks(texts, cwd), []),
    key: field('key', checkKey, undefined),
    order: field('order', (order) => order, false),
    queue: field('queue', (queue) => queue, 1),
    cpu: field('cpu', (text) => parseQuantity('cpu', text), ''),
    memory: field('memory', (text) => parseQuantity('memory', text), ''),
    env: wholly('env', spec.env),
    secrets: {
      set: {},
      unset: [],
      only: field('secretEnv', (names) => names.map((name) => checkEnvName('secretEnv', name)), []),
    },
    placement: {
      resources: wholly('resources', placement.resources?.set),
      nodeSelector: wholly('nodeSelector', placement.selector?.set),
      tolerations: field('tolerations', (toleration) => parsePlacement({ toleration }).tolerations, []),
      pullSecrets: field('pullSecrets', (pullSecret) => parsePlacement({ pullSecret }).pullSecrets, []),
    },
    currentReplicas: undefined,
    applied: recordedFields(spec),
  }
  return { change: issues.length === 0 ? change : undefined, issues }
}

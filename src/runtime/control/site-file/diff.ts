import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import { textDiff } from '../deploy/text-diff.ts'
import { type Difference, differences } from '../differences.ts'
import type { Site } from '../site.ts'
import type { Asking } from './container-facts.ts'
import { type Plan, planSite, type Result } from './plan.ts'
import { requirePrunable } from './prune.ts'
import type { FileText } from './read/files.ts'
import { imageForm, type ObjectForm, streamForm, toYaml } from './to-object.ts'

/** How one object differs from what is recorded. */
export interface ObjectDiff {
  readonly type: 'image' | 'stream'
  readonly name: string
  readonly result: Result
  readonly differences: readonly Difference[]
  /** Unified, of both as YAML. */
  readonly diff: string
}

/** The error that says by its exit code that nothing was compared; what is wrong with the files says so itself. */
const notCompared = (error: unknown): unknown => {
  if (isGazeError(error) && error.exit === 2) return error
  const known = isGazeError(error) ? error : undefined
  return new GazeError('NOT_COMPARED', `The files and the records cannot be compared: ${messageOf(error)}`, {
    ...(known?.why === undefined ? {} : { why: known.why }),
    hint: known?.hint ?? 'Repeat the command with --debug',
    details: { reason: known?.code ?? 'INTERNAL', ...known?.details },
    cause: error,
  })
}

type Before = ObjectForm | undefined
type Compared = Pick<ObjectDiff, 'type' | 'name' | 'result'> & { readonly from: Before; readonly to: Before }

/** Keys are credentials: that one changes is all that is shown. */
const withKey = (form: ObjectForm, shown: string): ObjectForm =>
  shown === '' ? form : { ...form, spec: { ...form.spec, key: shown } }

const compared = (plan: Plan, prune: boolean): Compared[] => {
  const images = plan.images.map(
    ({ type, name, result, old, draft }): Compared => ({
      ...{ type, name, result },
      from: old && imageForm(old),
      to: imageForm(draft),
    }),
  )
  const streams = plan.streams.map(({ type, name, result, old, next, image }): Compared => {
    const keyChanges = old !== undefined && old.key !== next.key
    return {
      ...{ type, name, result },
      from: old && withKey(streamForm(old, image, false), keyChanges ? '***' : ''),
      to: withKey(streamForm(next, image, false), keyChanges ? '*** (another)' : ''),
    }
  })
  const gone = prune ? plan.gone : { images: [], streams: [] }
  return [
    ...images,
    ...streams,
    ...gone.streams.map(
      (stream): Compared => ({
        ...{ type: 'stream', name: stream.name, result: 'removed' },
        ...{ from: streamForm(stream, undefined, false), to: undefined },
      }),
    ),
    ...gone.images.map(
      (image): Compared => ({
        ...{ type: 'image', name: image.name, result: 'removed' },
        ...{ from: imageForm(image), to: undefined },
      }),
    ),
  ]
}

const yamlOf = async (form: Before): Promise<string> => (form === undefined ? '' : toYaml([form]))

/**
 * What `apply` would change; empty where nothing.
 * @throws GazeError NOT_COMPARED with the reason; FILE_INVALID for the files themselves
 */
export const diffSite = async (
  open: <T>(work: (site: Site) => Promise<T>) => Promise<T>,
  sources: readonly FileText[],
  options: Asking & { readonly prune: boolean },
): Promise<ObjectDiff[]> => {
  const plan = await open(async (site) => {
    const made = await planSite(site, sources, options)
    if (options.prune) requirePrunable(made)
    return made
  }).catch((error: unknown) => {
    throw notCompared(error)
  })
  const changed = compared(plan, options.prune).filter(({ result }) => result !== 'unchanged')
  return Promise.all(
    changed.map(async ({ type, name, result, from, to }) => ({
      ...{ type, name, result },
      differences: from === undefined || to === undefined ? [] : differences(from.spec, to.spec),
      diff: textDiff(await yamlOf(from), await yamlOf(to), `${type}/${name}.yaml`),
    })),
  )
}

import { GazeError } from '../../../errors.ts'
import type { Image, Wire } from '../../../records/types.ts'
import { type Difference, differences } from '../../differences.ts'
import { isName } from '../../../records/names.ts'
import { requireRecord } from '../../not-found.ts'
import type { Site } from '../../site.ts'
import { type Added, addImage } from '../add.ts'
import { type Asking, containerRuns, inspectContainer } from './define-container.ts'
import { wireOf } from './labels.ts'

const refuse = (message: string, hint: string): GazeError => new GazeError('USAGE', message, { hint })

const requireTag = ({ name, kind, ref }: Image): void => {
  if (kind !== 'container')
    throw refuse(
      `Image "${name}" is no container image, so no registry knows a newer one`,
      'Add it again with --force',
    )
  if (ref.includes('@'))
    throw refuse(
      `Image "${name}" names a digest, which never moves: ${ref}`,
      'Add it again with a tag and --force',
    )
}

/** The image that is called so, or whose reference that is. @throws GazeError USAGE where several have it */
export const nameToRefresh = async ({ records }: Site, given: string): Promise<string> => {
  if (isName(given)) return given
  const names = (await records.images.list()).filter(({ ref }) => ref === given).map(({ name }) => name)
  if (names.length > 1)
    throw refuse(`Several images are ${given}: ${names.join(', ')}`, `gaze image add ${names[0]} --refresh`)
  return names[0] ?? given
}

type Facts = Partial<
  Pick<Image, 'digest' | 'wire' | 'user' | 'platforms' | 'sizeBytes' | 'pipeline' | 'labels'>
>

const factsOf = ({ digest, wire, user, platforms, sizeBytes, pipeline, labels }: Facts): unknown => ({
  ...{ digest, wire, user, platforms, sizeBytes, pipeline },
  // The pipeline is in a label as well.
  labels: Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => name !== 'gaze.dev/pipeline')),
})

/** Where the user said another than its label did, that stays. */
const chosenWire = ({ wire, labels = {} }: Pick<Image, 'wire' | 'labels'>): Wire | undefined =>
  wire === wireOf(labels) ? undefined : wire

/**
 * Asks the registry what the image's tag names now, and takes that.
 * @throws GazeError IMAGE_NOT_FOUND, USAGE where nothing can move, what a registry says
 */
export const refreshImage = async (
  site: Site,
  name: string,
  options: Asking & { readonly dryRun: boolean; readonly wire?: Wire | undefined },
): Promise<Added> => {
  const {
    revision: _r,
    createdAt: _c,
    updatedAt: _u,
    ...old
  } = await requireRecord('image', site.records.images, name)
  requireTag({ ...old, revision: 0, createdAt: '', updatedAt: '' })
  const found = await inspectContainer(site, old.ref, options)
  const { user: _user, pipeline: _pipeline, ...rest } = old
  const runs = containerRuns(old.ref, found, options.wire ?? chosenWire(old))
  const added = await addImage(site.records, { ...rest, ...runs }, { force: true, dryRun: options.dryRun })
  const moved: Difference[] = differences(factsOf(old), factsOf(runs))
  return { ...added, differences: added.result === 'unchanged' ? [] : moved }
}

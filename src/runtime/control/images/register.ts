import type { Context } from '../../contexts.ts'
import { requireModels } from '../models/require-models.ts'
import { ownVariables, refuseOwnVariables } from '../own-env.ts'
import type { Site } from '../site.ts'
import { refuseLocalImage } from '../site/refuse-local.ts'
import { type Added, addImage } from './add.ts'
import type { Asking } from './container/define-container.ts'
import { defineImage, type ImageDefinition } from './define.ts'
import { type ImageArguments, imageSource } from './image-source.ts'

/** The flags of `gaze image add`. */
export interface ImageFlags extends ImageArguments, Omit<ImageDefinition, 'source'>, Asking {
  readonly context: Context
  readonly force: boolean
  readonly dryRun: boolean
  /** Take what the tag of a container image that is registered names now. */
  readonly refresh: boolean
}

/** Registers what the arguments name. @throws GazeError of {@link defineImage}, {@link requireModels}, {@link addImage} and of registries */
export const registerImage = async (site: Site, flags: ImageFlags): Promise<Added> => {
  const [added] = await Promise.all([
    register(site, flags),
    site.kind === 'kubernetes' ? site.tellVersion() : undefined,
  ])
  return added
}

const register = async (site: Site, flags: ImageFlags): Promise<Added> => {
  if (flags.refresh) {
    const { nameToRefresh, refreshImage } = await import('./container/refresh.ts')
    return refreshImage(site, flags.name ?? (await nameToRefresh(site, flags.first)), flags)
  }
  const source = imageSource(flags, site.kind === 'kubernetes')
  if (source.kind !== 'container') {
    const draft = await defineImage({ ...flags, source })
    refuseLocalImage(flags.context, draft)
    refuseOwnVariables(Object.keys(draft.env), ownVariables(draft))
    if (flags.check) await requireModels(site.records, draft.pipeline, draft.env)
    return addImage(site.records, draft, flags)
  }
  const { defineContainer } = await import('./container/define-container.ts')
  const draft = await defineContainer(site, { ...flags, ...source }, flags)
  refuseOwnVariables(Object.keys(draft.env), ownVariables(draft))
  return addImage(site.records, draft, flags)
}

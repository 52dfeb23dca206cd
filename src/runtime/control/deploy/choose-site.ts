import type { KubeObject } from './object.ts'
import { DEFAULT_NAMESPACE, defaultOptions, type SiteOptions } from './site/options.ts'
import { withImage, withNamespace, withSets } from './site/set-values.ts'
import { siteObjects } from './site/site-objects.ts'

/** What the flags of `gaze deploy` said. */
export interface SiteFlags {
  readonly version: string
  readonly namespace: string | undefined
  readonly image: string | undefined
  /** `K=V` each. */
  readonly set: readonly string[]
}

export interface ChosenSite {
  readonly options: SiteOptions
  /** What was chosen by `K=V`. */
  readonly set: readonly string[]
  readonly objects: readonly KubeObject[]
}

/** @throws GazeError USAGE for a setting or a value that there is not, INVALID_NAME for the namespace. */
export const chooseSite = ({ version, namespace = DEFAULT_NAMESPACE, image, set }: SiteFlags): ChosenSite => {
  const options = withSets(withImage(withNamespace(defaultOptions(version), namespace), image), set)
  return { options, set, objects: siteObjects(options) }
}

import { OWNER, VERSION_ANNOTATION } from './site/labels.ts'

interface Annotated {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> }
}

/** Where the version of a site is written: an annotation of this ConfigMap. */
export const SITE_CONFIG_MAP = OWNER

/** The version that was deployed; undefined for what no deploy wrote. */
const siteVersion = (configMap: Annotated | undefined): string | undefined =>
  configMap?.metadata?.annotations?.[VERSION_ANNOTATION]

const parts = (version: string): number[] => version.split(/[.+-]/).map((part) => Number(part) || 0)

const isOlder = (a: string, b: string): boolean => {
  const [left, right] = [parts(a), parts(b)]
  for (const [i, part] of left.entries()) if (part !== (right[i] ?? 0)) return part < (right[i] ?? 0)
  return false
}

/** What to tell whose program and site are of different versions; undefined where they are of one. */
export const versionNotice = (
  configMap: Annotated | undefined,
  own: string,
  namespace: string,
): string | undefined => {
  const site = siteVersion(configMap)
  if (site === undefined || site === own) return undefined
  const next = isOlder(site, own)
    ? `gaze deploy --namespace ${namespace} brings the site to ${own}`
    : `install gaze ${site} here, or deploy ${own} to the site`
  return `The site in ${namespace} is of version ${site}, this program of version ${own}: ${next}`
}

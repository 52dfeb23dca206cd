import { GazeError } from '../../../errors.ts'
import { nearest } from '../../../nearest.ts'
import type { SiteOptions } from './options.ts'
import { REFERENCE, reference, SET_KEYS } from './set-keys.ts'

const unknownKey = (key: string): GazeError => {
  const near = key === 'image' ? undefined : nearest(key, Object.keys(SET_KEYS))
  return new GazeError('USAGE', `--set ${key}: there is no such setting`, {
    why: `There are ${Object.keys(SET_KEYS).join(', ')}.`,
    hint: key === 'image' ? '--image REF' : near === undefined ? 'gaze deploy --help' : `--set ${near}=…`,
    details: { key, known: Object.keys(SET_KEYS) },
  })
}

/** The options with one `K=V` of `--set`. @throws GazeError USAGE with the nearest key, or what a value may be. */
const withSet = (options: SiteOptions, text: string): SiteOptions => {
  const at = text.indexOf('=')
  const key = at < 0 ? text : text.slice(0, at)
  const found = Object.hasOwn(SET_KEYS, key) ? SET_KEYS[key] : undefined
  if (found === undefined) throw unknownKey(key)
  const changed = at < 0 ? undefined : found.set(options, text.slice(at + 1))
  if (changed !== undefined) return changed
  throw new GazeError(
    'USAGE',
    at < 0 ? `--set ${key} has no value` : `--set ${text}: not a value of ${key}`,
    {
      why: `${found.summary} It takes ${found.expects}.`,
      hint: `--set ${key}=VALUE`,
      details: { key },
    },
  )
}

/** @throws GazeError USAGE */
export const withSets = (options: SiteOptions, sets: readonly string[]): SiteOptions =>
  sets.reduce(withSet, options)

/** @throws GazeError USAGE for what is no image reference. */
export const withImage = (options: SiteOptions, image: string | undefined): SiteOptions => {
  if (image === undefined) return options
  if (REFERENCE.test(image)) return { ...options, image }
  throw new GazeError('USAGE', `--image ${image} is not an image reference`, {
    why: `It takes ${reference}; the path is in lower case.`,
    hint: '--image HOST/PATH:TAG',
  })
}

const NAMESPACE = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/

/** @throws GazeError INVALID_NAME for what cannot be the name of a namespace. */
export const withNamespace = (options: SiteOptions, namespace: string): SiteOptions => {
  if (NAMESPACE.test(namespace)) return { ...options, namespace }
  throw new GazeError('INVALID_NAME', `"${namespace}" cannot be the name of a namespace`, {
    why: 'It has up to 63 lower-case letters, digits and dashes, and begins and ends with a letter or digit.',
    hint: '--namespace gaze',
  })
}

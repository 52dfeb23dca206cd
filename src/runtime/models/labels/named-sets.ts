import { coco80, coco90 } from './coco.ts'
import { imagenet } from './imagenet.ts'

/** Names of classes, and how they are called. */
export interface LabelSet {
  readonly names: readonly string[]
  /** For people: `the names of coco80`, `names of labels.txt`. */
  readonly from: string
}

const SETS: Readonly<Record<string, (room: number | undefined) => readonly string[]>> = {
  coco80: () => coco80,
  // An output may have a column for the background, which is then its first class.
  coco91: (room) => (room === 91 ? ['background', ...coco90] : coco90),
  imagenet: () => imagenet,
}

export const SET_NAMES: readonly string[] = Object.keys(SETS)

/** The set of that name for an output with room for so many classes. */
export const namedSet = (name: string, room: number | undefined): LabelSet | undefined => {
  const names = Object.hasOwn(SETS, name) ? SETS[name]?.(room) : undefined
  return names && { names, from: `the names of ${name}` }
}

/** What models with so many classes nearly always know. */
const USUAL: Readonly<Record<number, string>> = { 80: 'coco80', 90: 'coco91', 91: 'coco91', 1000: 'imagenet' }

/** The set that a model with so many classes most likely has, where it does not say itself. */
export const usualSet = (room: number | undefined): LabelSet | undefined => {
  const name = room === undefined ? undefined : USUAL[room]
  const set = name === undefined ? undefined : namedSet(name, room)
  return set && { ...set, from: `${set.from}, which models with ${room} classes usually have` }
}

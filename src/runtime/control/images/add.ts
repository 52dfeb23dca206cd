import { GazeError, isGazeError } from '../../errors.ts'
import type { Draft, Records } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'
import { describeDifferences, type Difference, differences } from '../differences.ts'
import { followImage } from '../streams/follow-image.ts'
import { type ImageView, imageView, usersOf } from './view.ts'

export interface AddOptions {
  readonly force: boolean
  readonly dryRun: boolean
  /** Fields of a file that declares it; undefined where none does. */
  readonly applied?: readonly string[]
}

export interface Added {
  readonly image: ImageView
  readonly result: 'created' | 'configured' | 'unchanged'
  readonly differences: readonly Difference[]
}

/** Somebody else may write between the look and the write; then it is looked at again, this often. */
const TRIES = 5

/**
 * What is declared of an image. Of a container, where it is and which; else `ref` only says where it came from, and
 * `digest` follows from the rest.
 */
const declared = (image: Draft<Image>): unknown => {
  const { kind, wire, description, pipeline, command, cwd, env, ref, digest, user } = image
  const runs = { kind, wire, description, pipeline, command, cwd, env }
  return kind === 'container' ? { ...runs, ref, digest, user } : runs
}

const movedHint = (name: string, found: readonly Difference[]): string =>
  found.every(({ path }) => path === 'digest') ? ` (gaze image add ${name} --refresh follows its tag)` : ''

const exists = (name: string, found: readonly Difference[], users: readonly string[]): GazeError =>
  new GazeError('EXISTS', `Image "${name}" exists and differs`, {
    why: describeDifferences(found),
    hint: `Add --force to replace it${movedHint(name, found)}${users.length > 0 ? `; pods of ${users.join(', ')} then restart with it` : ''}`,
    details: { differences: found, usedBy: users },
  })

const preview = (draft: Draft<Image>, old: Image | undefined): Image => {
  const now = new Date().toISOString()
  return { ...draft, revision: old?.revision ?? 0, createdAt: old?.createdAt ?? now, updatedAt: now }
}

const tryAdd = async (records: Records, draft: Draft<Image>, options: AddOptions): Promise<Added> => {
  const [old, streams] = await Promise.all([records.images.get(draft.name), records.streams.list()])
  const users = usersOf(streams).get(draft.name) ?? []
  const found = old === undefined ? [] : differences(declared(old), declared(draft))
  if (old !== undefined && found.length === 0)
    return { image: imageView(old, users), result: 'unchanged', differences: [] }
  if (old !== undefined && !options.force) throw exists(draft.name, found, users)
  // Before the image, so that no pod runs the new one under the old generation.
  if (old !== undefined && !options.dryRun) await followImage(records, users, old, draft)
  const applied = options.applied ?? old?.applied
  const next = applied === undefined ? draft : { ...draft, applied }
  const image = options.dryRun ? preview(next, old) : await records.images.put(next, old?.revision ?? 0)
  return {
    image: imageView(image, users),
    result: old === undefined ? 'created' : 'configured',
    differences: found,
  }
}

/**
 * Registers an image. One that is there already with the same content stays as it is.
 * @throws GazeError EXISTS with the difference, unless forced; CONFLICT when others write it without end.
 */
export const addImage = async (
  records: Records,
  draft: Draft<Image>,
  options: AddOptions,
): Promise<Added> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryAdd(records, draft, options)
    } catch (error) {
      if (!isGazeError(error, 'CONFLICT') || tries === TRIES) throw error
    }
  }
}

import type { Stream } from '../../records/types.ts'
import { addImage } from '../images/add.ts'
import { type ImageView, imageView, usersOf } from '../images/view.ts'
import type { Site } from '../site.ts'
import { viewStreams } from '../streams/list.ts'
import { scaleStream } from '../streams/scale/scale.ts'
import type { StreamView } from '../streams/view.ts'
import type { Asking } from './container-facts.ts'
import { type Plan, planSite, type Result } from './plan.ts'
import { fromSnapshot, listingSnapshot } from './snapshot.ts'
import { pruneSite, requirePrunable } from './prune.ts'
import type { FileText } from './read/files.ts'

/** One object after the command, as `--json` prints it. */
export type Applied = { readonly result: Result; readonly dryRun?: true } & (
  | ({ readonly type: 'image' } & ImageView)
  /** `missingSecrets`: names of secret variables that have no value yet. */
  | ({ readonly type: 'stream'; readonly missingSecrets: readonly string[] } & StreamView)
)

export interface ApplyOptions extends Asking {
  readonly sources: readonly FileText[]
  readonly prune: boolean
  readonly dryRun: boolean
  /** Names what will be removed, before it is. */
  readonly pruning: (names: readonly string[]) => Promise<void>
}

/** `stream door`, of what would be removed. */
const namesOfGone = ({ gone }: Plan): string[] => [
  ...gone.streams.map(({ name }) => `stream ${name}`),
  ...gone.images.map(({ name }) => `image ${name}`),
]

const missingSecrets = async ({ records }: Site, { name, secretEnv }: Stream): Promise<string[]> => {
  if (secretEnv.length === 0) return []
  const values = await records.secrets.get(name)
  return secretEnv.filter((each) => !Object.hasOwn(values, each))
}

interface Written {
  readonly stream: Stream
  readonly result: Result
}

const viewed = async (
  site: Site,
  streams: readonly Written[],
  { dryRun, signal }: ApplyOptions,
): Promise<Applied[]> => {
  const views = await viewStreams(
    site,
    streams.map(({ stream }) => stream),
    false,
    signal,
  )
  return Promise.all(
    streams.map(async ({ stream, result }, index) => ({
      type: 'stream' as const,
      ...(views[index] as StreamView),
      missingSecrets: result === 'removed' ? [] : await missingSecrets(site, stream),
      result,
      ...(dryRun ? { dryRun } : {}),
    })),
  )
}

const writeImages = async (site: Site, plan: Plan, { dryRun }: ApplyOptions): Promise<Applied[]> => {
  const records = (dryRun ? fromSnapshot : listingSnapshot)(site.records, plan.snapshot)
  const written: Applied[] = []
  for (const { draft, applied } of plan.images) {
    const { image, result } = await addImage(records, draft, { force: true, dryRun, applied })
    written.push({ type: 'image', ...image, result, ...(dryRun ? { dryRun } : {}) })
  }
  return written
}

const writeStreams = async ({ records }: Site, plan: Plan): Promise<Written[]> => {
  const listing = listingSnapshot(records, plan.snapshot)
  const results = new Map<string, Result>()
  for (const { name, change, result } of plan.streams)
    results.set(
      name,
      result === 'unchanged' ? result : (await scaleStream(listing, name, change, false)).result,
    )
  // Read again: a new generation of an image is one of its streams, too.
  const recorded = new Map((await records.streams.list()).map((stream) => [stream.name, stream]))
  return plan.streams.map(({ name, next, result }) => ({
    stream: recorded.get(name) ?? next,
    result: results.get(name) ?? result,
  }))
}

/**
 * Makes the records as the files say, images first, after all of it has been checked.
 * @throws GazeError FILE_INVALID with everything that is wrong, IN_USE, CONFLICT, STORE_UNAVAILABLE
 */
export const applySite = async (site: Site, options: ApplyOptions): Promise<Applied[]> => {
  const { records } = site
  const { dryRun, prune } = options
  const plan = await planSite(site, options.sources, options)
  if (prune) requirePrunable(plan)
  const users = usersOf(plan.snapshot.streams)
  const images = await writeImages(site, plan, options)
  const planned = plan.streams.map(({ next, result }) => ({ stream: next, result }))
  const streams = dryRun ? planned : await writeStreams(site, plan)
  const removed = prune ? plan.gone : { images: [], streams: [] }
  const gone = removed.streams.map((stream) => ({ stream, result: 'removed' as const }))
  const views = await viewed(site, [...streams, ...gone], options)
  const goneImages = removed.images.map(
    (image): Applied => ({
      type: 'image',
      ...imageView(image, users.get(image.name) ?? []),
      result: 'removed',
      ...(dryRun ? { dryRun } : {}),
    }),
  )
  if (prune && gone.length + goneImages.length > 0) await options.pruning(namesOfGone(plan))
  if (prune && !dryRun) await pruneSite(records, plan)
  if (!dryRun) await site.nudge()
  return [...images, ...views, ...goneImages]
}

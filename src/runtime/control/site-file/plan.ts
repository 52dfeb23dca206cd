import type { Draft, Records } from '../../records/store.ts'
import type { Image, Stream } from '../../records/types.ts'
import { addImage } from '../images/add.ts'
import { wrongModels } from '../models/site/pinned-models.ts'
import { requireModels } from '../models/require-models.ts'
import { requireRecord } from '../not-found.ts'
import type { StreamChange } from '../streams/scale/change.ts'
import { scaleStream } from '../streams/scale/scale.ts'
import type { Site } from '../site.ts'
import { type Asking, containerFacts, type Inspect, inspectFor } from './container-facts.ts'
import { recordedFields } from './form.ts'
import { draftImage } from './image-draft.ts'
import { type FileIssue, filesInvalid, issueOf, nothingDeclared } from './issues.ts'
import { onlyLocal } from './local-only.ts'
import { withImages } from './overlay.ts'
import type { FileText } from './read/files.ts'
import { type ImageObject, readObjects, type SiteObject, type StreamObject } from './read/objects.ts'
import { fromSnapshot, type Snapshot, takeSnapshot } from './snapshot.ts'
import { changeOf } from './stream-change.ts'

export type Result = 'created' | 'configured' | 'unchanged' | 'removed'

export interface PlannedImage {
  readonly type: 'image'
  readonly name: string
  readonly result: Result
  readonly old: Image | undefined
  readonly draft: Draft<Image>
  readonly applied: readonly string[]
}
export interface PlannedStream {
  readonly type: 'stream'
  readonly name: string
  readonly result: Result
  readonly old: Stream | undefined
  /** As it will be. */
  readonly next: Stream
  readonly change: StreamChange
  /** As it will be. */
  readonly image: Image | undefined
}
export interface Plan {
  readonly images: readonly PlannedImage[]
  readonly streams: readonly PlannedStream[]
  /** What was recorded when the plan was made. */
  readonly snapshot: Snapshot
  /** Made by an earlier `apply`, and not declared any more. */
  readonly gone: { readonly images: readonly Image[]; readonly streams: readonly Stream[] }
}

/** Models that the file names by hash: what is wrong with the site's, each an issue. */
const hasPinned = async (
  records: Records,
  { spec, file, at, places }: SiteObject,
  issues: FileIssue[],
): Promise<boolean> => {
  const wrong = await wrongModels(records, spec.models)
  issues.push(...wrong.map((error) => issueOf(error, file, places.get('models') ?? at, 'spec.models')))
  return wrong.length === 0
}

const hasModels = async (
  records: Records,
  { pipeline, env }: Draft<Image>,
  object: ImageObject,
  issues: FileIssue[],
): Promise<boolean> => {
  const { file, at, places } = object
  if (!(await hasPinned(records, object, issues))) return false
  try {
    await requireModels(records, pipeline, env)
    return true
  } catch (error) {
    issues.push(issueOf(error, file, places.get('pipeline') ?? at, 'spec.pipeline'))
    return false
  }
}

const planImages = async (
  records: Records,
  objects: readonly ImageObject[],
  inspect: Inspect | undefined,
  issues: FileIssue[],
): Promise<PlannedImage[]> => {
  const planned: PlannedImage[] = []
  for (const object of objects) {
    const old = await records.images.get(object.name)
    const { facts, issues: wrong } = await containerFacts(object, old, inspect)
    const { draft, issues: found } = draftImage(object, old, facts)
    issues.push(...wrong, ...found)
    if (draft === undefined || !(await hasModels(records, draft, object, issues))) continue
    const applied = recordedFields(object.spec)
    const { result } = await addImage(records, draft, { force: true, dryRun: true, applied })
    planned.push({ type: 'image', name: object.name, result, old, draft, applied })
  }
  return planned
}

const planStreams = async (
  records: Records,
  objects: readonly StreamObject[],
  broken: ReadonlySet<string>,
  issues: FileIssue[],
): Promise<PlannedStream[]> => {
  const planned: PlannedStream[] = []
  for (const object of objects) {
    const { name, spec, file, at } = object
    const old = await records.streams.get(name)
    // What is wrong with its image, or that it has none, is said already.
    const isSaid = spec.image === undefined || broken.has(spec.image)
    let image: Image | undefined
    try {
      if (!isSaid) image = await requireRecord('image', records.images, spec.image ?? '')
    } catch (error) {
      issues.push(issueOf(error, file, object.places.get('image') ?? at, 'spec.image'))
    }
    const { change, issues: found } = changeOf(object, old, image)
    issues.push(...found)
    const isPinned = await hasPinned(records, object, issues)
    if (change === undefined || image === undefined || !isPinned) continue
    try {
      const { stream, result } = await scaleStream(records, name, change, true)
      planned.push({ type: 'stream', name, result, old, next: stream, change, image })
    } catch (error) {
      issues.push(issueOf(error, file, object.places.get('image') ?? at, 'spec'))
    }
  }
  return planned
}

/** Keys that two streams of the files would have. */
const sharedKeys = (objects: readonly StreamObject[]): FileIssue[] => {
  const seen = new Map<string, string>()
  return objects.flatMap(({ name, spec: { key }, file, places, at }) => {
    const first = key === undefined ? undefined : seen.get(key)
    if (key !== undefined) seen.set(key, first ?? name)
    if (first === undefined) return []
    const message = `the key of stream "${name}" is also that of "${first}"; each needs its own`
    return [
      { code: 'DUPLICATE', message, ...(places.get('key') ?? at), path: 'spec.key', suggestion: '', file },
    ]
  })
}

const isObject =
  <K extends SiteObject['kind']>(kind: K) =>
  (object: SiteObject): object is Extract<SiteObject, { kind: K }> =>
    object.kind === kind

/** What an earlier apply has made and the files do not declare. */
const goneOf = ({ images, streams }: Snapshot, objects: readonly SiteObject[]): Plan['gone'] => {
  const declared = new Set(objects.map(({ kind, name }) => `${kind}/${name}`))
  return {
    images: images.filter(({ name, applied }) => applied !== undefined && !declared.has(`Image/${name}`)),
    streams: streams.filter(({ name, applied }) => applied !== undefined && !declared.has(`Stream/${name}`)),
  }
}

/**
 * What has to be done so that the records are as the files say; nothing is written.
 * @throws GazeError FILE_INVALID that lists everything that is wrong, each with its place, or when nothing is declared;
 *   what registries say
 */
export const planSite = async (site: Site, sources: readonly FileText[], asking: Asking): Promise<Plan> => {
  const snapshot = await takeSnapshot(site.records)
  const records = fromSnapshot(site.records, snapshot)
  const { objects, issues: found } = readObjects(sources)
  const issues = [...found]
  const [imageObjects, streamObjects] = [
    objects.filter(isObject('Image')),
    objects.filter(isObject('Stream')),
  ]
  issues.push(...sharedKeys(streamObjects))
  const images = await planImages(records, imageObjects, inspectFor(site, asking), issues)
  const drafts = new Map(images.map(({ name, draft }) => [name, draft]))
  if (site.kind !== 'local') issues.push(...onlyLocal(objects, drafts))
  const broken = new Set(imageObjects.map(({ name }) => name).filter((name) => !drafts.has(name)))
  const streams = await planStreams(withImages(records, [...drafts.values()]), streamObjects, broken, issues)
  const files = sources.map(({ file }) => file)
  if (issues.length > 0) throw filesInvalid(issues, files)
  if (objects.length === 0) throw nothingDeclared(files)
  return { images, streams, snapshot, gone: goneOf(snapshot, objects) }
}

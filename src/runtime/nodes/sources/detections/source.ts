import { readFile, stat } from 'node:fs/promises'
import { GazeError, messageOf } from '../../../errors.ts'
import { createFrame } from '../../../media/frame.ts'
import type { Detection } from '../../../pipeline/item.ts'
import type { NodeContext, Source } from '../../../pipeline/node.ts'
import { createPace, type Rate, rateOf } from '../pace.ts'
import { startNs } from '../start-time.ts'
import { hasExtent, type MotLine, MotLineError, parseMotLines } from './mot-lines.ts'
import { mayBePercent, type ScoreKind, type ScoreScale, scoreScale } from './scores.ts'
import { findSequenceInfo } from './seqinfo.ts'

export interface DetectionsParams {
  readonly path: string
  readonly fps: number | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  readonly class: string
  readonly scores: ScoreKind
  readonly rate: Rate
  readonly start: string | undefined
}

interface Sequence {
  readonly fps: number
  readonly width: number
  readonly height: number
  readonly length: number
}

/** The file is held whole, because its scores are judged as a whole; MOT20's largest has 40 MB. */
const MOST_BYTES = 512 * 1024 * 1024
const DEFAULT_FPS = 30

const failed = (path: string, why: string, cause?: unknown): GazeError =>
  new GazeError('SOURCE_FAILED', `${path} cannot be read as detections`, { why, details: { path }, cause })

const readLines = async (path: string): Promise<MotLine[]> => {
  try {
    const { size } = await stat(path)
    if (size > MOST_BYTES) throw failed(path, `it has ${size} bytes, and ${MOST_BYTES} are the most`)
    return parseMotLines(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof GazeError) throw error
    throw failed(path, error instanceof MotLineError ? error.message : reasonOf(error), error)
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? 'it does not exist'
    : messageOf(error)

const extent = (ends: readonly number[]): number =>
  Math.max(1, Math.ceil(ends.reduce((a, b) => Math.max(a, b), 0)))

/** What is neither a parameter nor in seqinfo.ini is taken from the boxes, and said aloud. */
const sequenceOf = async (
  params: DetectionsParams,
  lines: readonly MotLine[],
  context: NodeContext,
): Promise<Sequence> => {
  const info = await findSequenceInfo(params.path)
  const fps = params.fps ?? info.fps ?? DEFAULT_FPS
  const width = params.width ?? info.width ?? extent(lines.map(({ x, w }) => x - 1 + w))
  const height = params.height ?? info.height ?? extent(lines.map(({ y, h }) => y - 1 + h))
  const length = lines.reduce((most, { frame }) => Math.max(most, frame), info.length ?? 0)
  const guessed: [what: string, parameters: string][] = []
  if (!(params.width ?? info.width) || !(params.height ?? info.height))
    guessed.push([`a picture of ${width}x${height}`, 'width= and height='])
  if (!(params.fps ?? info.fps)) guessed.push([`${fps} frames a second`, 'fps='])
  for (const [what, parameters] of guessed)
    context.log.warn(`${params.path} has no seqinfo.ini: ${what} assumed; ${parameters} say better`)
  return { fps, width, height, length: Math.floor(length) }
}

/** What the file says of scores, on the scale that they are on. */
const scaleOf = (
  { path, scores: kind }: DetectionsParams,
  lines: readonly MotLine[],
  context: NodeContext,
) => {
  const scores = lines.map(({ score }) => score)
  if (kind === 'auto' && mayBePercent(scores))
    context.log.warn(
      `the scores of ${path} are taken for sums, of which the order alone counts; if they are percentages, say scores=percent`,
    )
  return scoreScale(scores, kind)
}

/** The detections of each frame that has any. */
const byFrame = (
  lines: readonly MotLine[],
  kind: string,
  scale: ScoreScale,
  { width, height }: Sequence,
): Map<number, Detection[]> => {
  const frames = new Map<number, Detection[]>()
  for (const { frame, x, y, w, h, score: own } of lines) {
    const score = scale(own)
    const detection: Detection = {
      box: [(x - 1) / width, (y - 1) / height, (x - 1 + w) / width, (y - 1 + h) / height],
      class: kind,
      ...(score === undefined ? {} : { score }),
    }
    const there = frames.get(frame)
    if (there) there.push(detection)
    else frames.set(frame, [detection])
  }
  return frames
}

const noPictures = {
  greys: [],
  jpeg: () => undefined,
  release: () => undefined,
}

/** @throws GazeError SOURCE_FAILED; PIPELINE_INVALID where a node behind asks for pictures. */
export const openDetections = async (params: DetectionsParams, context: NodeContext): Promise<Source> => {
  if (context.views.length > 0)
    throw new GazeError(
      'PIPELINE_INVALID',
      'detections gives frames without pictures, and a node behind it looks at them',
      {
        hint: 'put file or another source of pictures in its place',
      },
    )
  const all = await readLines(params.path)
  const lines = all.filter(hasExtent)
  if (lines.length < all.length)
    context.log.warn(
      `${all.length - lines.length} of ${all.length} boxes of ${params.path} have no width or height and are left out`,
    )
  const sequence = await sequenceOf(params, lines, context)
  const { fps, width, height, length } = sequence
  const frames = byFrame(lines, params.class, scaleOf(params, lines, context), sequence)
  const begin = startNs({ start: params.start, mode: context.mode, creationTime: '', now: context.now() })
  const pace = createPace(rateOf(params.rate, context.mode), context.signal)
  context.opened({ width, height, fps })
  return {
    async run(emit) {
      for (let index = 0; index < length && !context.signal.aborted; index++) {
        const ptsNs = BigInt(Math.round((index * 1e9) / fps))
        const waiting = pace(ptsNs)
        if (waiting !== undefined) await waiting
        if (context.signal.aborted) return
        const frame = createFrame({ index, captureNs: begin + ptsNs, width, height }, noPictures)
        const room = emit({ frame, detections: frames.get(index + 1) ?? [] })
        if (room !== undefined) await room
      }
    },
    close() {},
  }
}

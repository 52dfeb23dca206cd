import { GazeError } from '../../errors.ts'
import type { HttpReply, HttpRequest, HttpRoute } from '../../service/http.ts'
import { timeLimit } from '../../service/time-limit.ts'
import type { PodStatus } from '../assignment.ts'
import type { EventPictures } from './event-pictures.ts'
import type { LivePictures } from './live-pictures.ts'

export interface PodPictures {
  readonly kept: EventPictures
  readonly live: LivePictures
}

type Shown = Pick<PodStatus, 'completed' | 'ready' | 'active' | 'message'>

const DEFAULT_FPS = 5
const MOST_FPS = 30
const FIRST_MS = 5_000
const PREFIX = '/frames/'

const fpsOf = (url: URL): number => {
  const text = url.searchParams.get('fps') ?? `${DEFAULT_FPS}`
  const fps = /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (fps > 0 && fps <= MOST_FPS) return fps
  throw new GazeError('USAGE', `fps=${text} is not above 0 and at most ${MOST_FPS}`)
}

const idOf = (url: URL): string => {
  try {
    return decodeURIComponent(url.pathname.slice(PREFIX.length))
  } catch (error) {
    throw new GazeError('USAGE', 'the id of the event is not URL-encoded', { cause: error })
  }
}

async function* only(jpeg: Uint8Array): AsyncGenerator<Uint8Array> {
  yield jpeg
}

/** Why no picture will come, where that is certain. */
const hopeless = ({ completed, ready, active }: Shown): string => {
  if (completed) return 'the source has ended and had no picture'
  return ready && !active ? 'this pod stands by: another pod of the stream is given the frames' : ''
}

const stream = async (
  { live }: PodPictures,
  status: Shown,
  { url, signal }: HttpRequest,
  reply: HttpReply,
): Promise<void> => {
  const fps = fpsOf(url)
  const last = status.completed ? live.last() : undefined
  if (last !== undefined) return reply.pictures(only(last))
  const why = hopeless(status)
  if (why !== '') return reply.json(503, { error: why })
  const limit = timeLimit(signal, FIRST_MS)
  const first = await live.next(0, limit.signal)
  limit.clear()
  if (first !== undefined) return reply.pictures(live.watch(fps, signal))
  const because = status.message === '' ? '' : `: ${status.message}`
  reply.json(503, { error: `no picture came within ${FIRST_MS / 1000} s${because}` })
}

const one = async ({ kept }: PodPictures, { url }: HttpRequest, reply: HttpReply): Promise<void> => {
  const id = idOf(url)
  if (id === '') return reply.json(200, { ids: kept.ids() })
  const jpeg = await kept.get(id)
  if (jpeg !== undefined) return reply.bytes(200, jpeg, 'image/jpeg')
  reply.json(404, { error: `there is no picture of ${id}, or none any more` })
}

/**
 * `/frames[?fps=5]`: the newest pictures as MJPEG, the last one where the source has ended. `/frames/EVENT_ID`, URL-encoded: the frame of a recent event.
 * `/frames/`: the ids of the events that have one.
 */
export const pictureRoutes = (pictures: PodPictures, status: () => Shown): HttpRoute[] => [
  { method: 'GET', path: '/frames', handle: (request, reply) => stream(pictures, status(), request, reply) },
  { method: 'GET', path: PREFIX, handle: (request, reply) => one(pictures, request, reply) },
]

import { GazeError } from '../../errors.ts'
import type { HttpReply, HttpRequest, HttpRoute } from '../../service/http.ts'
import { timeLimit } from '../../service/time-limit.ts'
import type { EventPictures } from './event-pictures.ts'
import type { LivePictures } from './live-pictures.ts'

export interface PodPictures {
  readonly kept: EventPictures
  readonly live: LivePictures
}

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

const stream = async ({ live }: PodPictures, { url, signal }: HttpRequest, reply: HttpReply) => {
  const fps = fpsOf(url)
  const limit = timeLimit(signal, FIRST_MS)
  const first = await live.next(0, limit.signal)
  limit.clear()
  if (first !== undefined) return reply.pictures(live.watch(fps, signal))
  reply.json(503, { error: `no picture came within ${FIRST_MS / 1000} s` })
}

const one = async ({ kept }: PodPictures, { url }: HttpRequest, reply: HttpReply): Promise<void> => {
  const id = idOf(url)
  if (id === '') return reply.json(200, { ids: kept.ids() })
  const jpeg = await kept.get(id)
  if (jpeg !== undefined) return reply.bytes(200, jpeg, 'image/jpeg')
  reply.json(404, { error: `there is no picture of ${id}, or none any more` })
}

/**
 * `/frames[?fps=5]`: the newest pictures as MJPEG. `/frames/EVENT_ID`, URL-encoded: the frame of a recent event.
 * `/frames/`: the ids of the events that have one.
 */
export const pictureRoutes = (pictures: PodPictures): HttpRoute[] => [
  { method: 'GET', path: '/frames', handle: (request, reply) => stream(pictures, request, reply) },
  { method: 'GET', path: PREFIX, handle: (request, reply) => one(pictures, request, reply) },
]

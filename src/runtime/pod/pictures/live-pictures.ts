import type { Frame } from '../../pipeline/item.ts'

interface Waiting {
  /** Milliseconds since 1970; not before. */
  readonly dueAt: number
  take(jpeg: Promise<Uint8Array | undefined>): void
}

/** JPEGs of the newest frames, made only while somebody waits for one. */
export interface LivePictures {
  look(frame: Frame): void
  /** The next picture from `dueAt` on; undefined when the signal aborts or it could not be made. */
  next(dueAt: number, signal: AbortSignal): Promise<Uint8Array | undefined>
  /** Makes the picture of the last frame, for all who wait and will ask; the source still has it. */
  finish(): Promise<void>
  /** What {@link finish} has made. */
  last(): Uint8Array | undefined
  /** At most `fps` a second; whoever takes them slowly gets the newest each time. */
  watch(fps: number, signal: AbortSignal): AsyncGenerator<Uint8Array>
}

export const createLivePictures = (): LivePictures => {
  const waiting = new Set<Waiting>()
  let newest: Frame | undefined
  let last: Uint8Array | undefined
  const look = (frame: Frame): void => {
    newest = frame
    if (waiting.size === 0) return
    const now = Date.now()
    const due = [...waiting].filter(({ dueAt }) => dueAt <= now)
    const picture = due.length > 0 ? frame.picture() : undefined
    if (picture === undefined) return
    // A picture that cannot be made is like one that did not come: the next frame has another.
    const jpeg = picture.catch(() => undefined)
    for (const one of due) one.take(jpeg)
  }
  const finish = async (): Promise<void> => {
    const jpeg = Promise.resolve(newest?.picture()).catch(() => undefined)
    newest = undefined
    for (const one of [...waiting]) one.take(jpeg)
    last = await jpeg
  }
  const next: LivePictures['next'] = (dueAt, signal) =>
    new Promise((resolve) => {
      const settle = (jpeg?: Promise<Uint8Array | undefined>): void => {
        waiting.delete(one)
        signal.removeEventListener('abort', aborted)
        resolve(jpeg)
      }
      const aborted = (): void => settle()
      const one: Waiting = { dueAt, take: settle }
      if (signal.aborted) return resolve(undefined)
      signal.addEventListener('abort', aborted, { once: true })
      waiting.add(one)
    })
  async function* watch(fps: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (let dueAt = 0; !signal.aborted; ) {
      const jpeg = await next(dueAt, signal)
      dueAt = Math.max(dueAt + 1_000 / fps, Date.now() - 1_000 / fps)
      if (jpeg !== undefined) yield jpeg
    }
  }
  return { look, finish, last: () => last, next, watch }
}

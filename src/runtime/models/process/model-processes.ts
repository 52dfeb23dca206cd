import type { Detector, DetectorOptions } from '../detector.ts'
import type { ModelFile } from '../model-file.ts'
import { PICTURE_FDS } from './messages.ts'
import { type ModelProcess, startModelProcess } from './model-process.ts'

/** Room for one picture in a process: the one it looks at, or the next. */
interface Seat {
  readonly one: ModelProcess
  readonly place: number
}

/**
 * The same model in several processes: each picture goes to one that is free. A run stops the event loop for its whole
 * length, and one run on all cores is slower than a run on each. A process that dies is not replaced.
 * @throws GazeError MODEL_INVALID, MODEL_FAILED
 */
export const openModelProcesses = async (
  model: ModelFile,
  options: DetectorOptions,
  count: number,
  signal: AbortSignal,
): Promise<Detector> => {
  const started = await Promise.allSettled(
    Array.from({ length: count }, () => startModelProcess(model, options, signal)),
  )
  const all = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const close = async (): Promise<void> => {
    await Promise.all(all.map((one) => one.close()))
  }
  const failure = started.find((one) => one.status === 'rejected')
  if (failure) {
    await close()
    throw failure.reason
  }
  const free = PICTURE_FDS.flatMap((_, place) => all.map((one): Seat => ({ one, place })))
  /** Those who wait for a free one, in order; as many as whoever asks lets wait. */
  const waiting: ((seat: Seat) => void)[] = []
  /** The last that is left is, dead or alive: it says to all who wait what became of it. */
  const isOfUse = ({ one }: Seat): boolean => one.alive() || !all.some((other) => other.alive())
  const hasNothingToDo = ({ one }: Seat): boolean =>
    free.filter((other) => other.one === one).length === PICTURE_FDS.length
  const take = (): Promise<Seat> => {
    const usable = free.filter(isOfUse)
    const seat = usable.find(hasNothingToDo) ?? usable[0]
    if (seat === undefined) return new Promise((resolve) => waiting.push(resolve))
    free.splice(free.indexOf(seat), 1)
    return Promise.resolve(seat)
  }
  const give = (seat: Seat): void => {
    if (!isOfUse(seat)) return
    const next = waiting.shift()
    if (next) next(seat)
    else free.push(seat)
  }
  return {
    device: all[0]!.device,
    fallback: all[0]!.fallback,
    parallel: all.length * PICTURE_FDS.length,
    async look(picture, regions = [{ x: 0, y: 0, width: picture.width, height: picture.height }]) {
      for (;;) {
        const seat = await take()
        const found = await seat.one.look(seat.place, picture, regions).finally(() => give(seat))
        if (found !== undefined) return found
      }
    },
    close,
  }
}

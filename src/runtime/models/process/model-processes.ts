import type { Detector, DetectorOptions } from '../detector.ts'
import type { ModelFile } from '../model-file.ts'
import { type ModelProcess, startModelProcess } from './model-process.ts'

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
  const free = [...all]
  /** Those who wait for a free one, in order; as many as whoever asks lets wait. */
  const waiting: ((one: ModelProcess) => void)[] = []
  /** The last that is left is, dead or alive: it says to all who wait what became of it. */
  const isOfUse = (one: ModelProcess): boolean => one.alive() || !all.some((other) => other.alive())
  const take = (): Promise<ModelProcess> => {
    for (let one = free.shift(); one; one = free.shift()) if (isOfUse(one)) return Promise.resolve(one)
    return new Promise((resolve) => waiting.push(resolve))
  }
  const give = (one: ModelProcess): void => {
    if (!isOfUse(one)) return
    const next = waiting.shift()
    if (next) next(one)
    else free.push(one)
  }
  return {
    device: all[0]!.device,
    fallback: all[0]!.fallback,
    parallel: count,
    async look(picture, regions = [{ x: 0, y: 0, width: picture.width, height: picture.height }]) {
      const one = await take()
      try {
        return await one.look(picture, regions)
      } finally {
        give(one)
      }
    },
    close,
  }
}

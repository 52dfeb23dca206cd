import { isGazeError } from '../../errors.ts'
import type { Detector } from '../../models/detector.ts'
import type { Region } from '../../models/prepare/placement.ts'
import type { Rgb } from '../../pipeline/item.ts'

/**
 * Looks by `main`; where the system has no room for that (a full folder for temporary files), by a spare one, which is
 * opened then and looks at one picture at a time. `say` is told once why.
 */
export const withSpare = (
  main: Detector,
  openSpare: () => Promise<Detector>,
  say: (error: unknown) => void,
): Detector => {
  let spare: Promise<Detector> | undefined
  let before: Promise<unknown> = Promise.resolve()
  const lookBySpare = (picture: Rgb, regions: readonly Region[] | undefined) => {
    spare ??= openSpare()
    const opened = spare
    const found = before.then(async () => (await opened).look(picture, regions))
    before = found.catch(() => undefined)
    return found
  }
  return {
    ...main,
    async look(picture, regions) {
      try {
        return await main.look(picture, regions)
      } catch (error) {
        // What the model does wrong it would do wrong there, too.
        if (isGazeError(error)) throw error
        if (spare === undefined) say(error)
        return lookBySpare(picture, regions)
      }
    },
    async close() {
      await before
      await Promise.all([main.close(), spare?.then((one) => one.close()).catch(() => undefined)])
    },
  }
}

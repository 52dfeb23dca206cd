import type { NodeContext } from '../../pipeline/node.ts'
import type { VideoFaults, VideoInfo } from '../../media/types.ts'

/** Milliseconds by which a container's own duration may be wrong. */
const TOLERANCE_MS = 500

/** Counts and says what was wrong in a file that could be read nevertheless. */
export const watchFaults = (context: NodeContext, path: string) => {
  let undecodable = 0
  let resized = 0
  let patched = false
  return {
    /** After each picture. */
    look: (faults: VideoFaults): void => {
      if (faults.undecodable > undecodable) {
        if (undecodable === 0) context.log.warn(`${path} is damaged: some pictures cannot be decoded`)
        context.drop('undecodable', faults.undecodable - undecodable)
        undecodable = faults.undecodable
      }
      if (faults.patched > 0 && !patched) {
        patched = true
        context.log.warn(
          `${path} is damaged: FFmpeg makes up parts of some pictures, in the same way each time only with threads=1`,
        )
      }
      if (faults.resized > resized) {
        if (resized === 0)
          context.log.warn(
            `The picture's size changes within ${path}; all are scaled to the first one's size`,
          )
        resized = faults.resized
      }
    },
    /** At the end, `lastNs` being the time of the last picture. */
    end: (faults: VideoFaults, info: VideoInfo, lastNs: bigint): void => {
      const frameMs = info.fps > 0 ? 1000 / info.fps : 40
      const missingMs = info.durationMs - Number(lastNs) / 1e6 - frameMs
      const early = info.durationMs > 0 && missingMs > Math.max(TOLERANCE_MS, 3 * frameMs)
      if (!early && faults.broken === '') return
      const lost = early ? Math.floor(missingMs / frameMs) : 0
      if (lost > 0) context.drop('cut-off', lost)
      const why = faults.broken === '' ? '' : ` (${faults.broken})`
      const said = `${path} ends early: ${early ? `about ${lost} pictures of it are missing` : 'it is damaged at its end'}${why}`
      context.log.warn(said, { lost })
      context.report({ state: 'ok', message: said })
    },
  }
}

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openVideo } from '../../../src/runtime/media/open-video.ts'
import type { VideoFaults, VideoInfo } from '../../../src/runtime/media/types.ts'
import type { View } from '../../../src/runtime/pipeline/item.ts'

export const hasFfmpeg = ((): boolean => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('SKIPPED: everything about the ffmpeg executable, because it is not installed')
    return false
  }
})()

/** What every test of reading and writing is run with. */
export const implementations: readonly ('addon' | 'ffmpeg')[] = hasFfmpeg ? ['addon', 'ffmpeg'] : ['addon']

const made: string[] = []
afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true })
})

/** Is removed when the test file is done. */
export const tempDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'gaze-media-'))
  made.push(dir)
  return dir
}

export interface ReadVideo {
  readonly info: VideoInfo
  readonly faults: VideoFaults
  readonly times: readonly bigint[]
  readonly greys: readonly Uint8Array[]
  readonly colours: readonly Uint8Array[]
  readonly jpegs: readonly Uint8Array[]
}

export const readVideo = async (
  path: string,
  media: 'addon' | 'ffmpeg',
  views: readonly View[] = [{ kind: 'grey', width: 160 }],
): Promise<ReadVideo> => {
  const reader = await openVideo(path, { views, media })
  const [times, greys, jpegs] = [[] as bigint[], [] as Uint8Array[], [] as Uint8Array[]]
  const colours: Uint8Array[] = []
  try {
    for (let picture = await reader.next(); picture !== undefined; picture = await reader.next()) {
      times.push(picture.ptsNs)
      greys.push(...picture.greys.map((grey) => grey.data.slice()))
      if (picture.rgb) colours.push(picture.rgb.data.slice())
      jpegs.push(...picture.jpegs)
      picture.release()
    }
    return { info: reader.info, faults: reader.faults, times, greys, colours, jpegs }
  } finally {
    await reader.close()
  }
}

/** Mean difference of two pictures, grey levels. */
export const difference = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, level, at) => sum + Math.abs(level - b[at]!), 0) / a.length

/** A grey picture with a slope in it, so that mirroring and turning are seen. */
export const slope = (width: number, height: number): Uint8Array =>
  Uint8Array.from(
    { length: width * height },
    (_, n) => 40 + ((n % width) * 100) / width + (n / width / height) * 60,
  )

import { spawn } from 'node:child_process'
import type { Grey } from '../../src/runtime/pipeline/item.ts'

export interface Timed {
  readonly grey: Grey
  /** Nanoseconds since the start. */
  readonly captureNs: bigint
}

export interface Clip {
  readonly file: string
  /** FFmpeg filters before the picture is made small. */
  readonly filters?: string
  readonly width: number
  readonly height: number
  /** Pictures a second of what the filters give. */
  readonly fps: number
}

/** The small grey pictures of a clip by the ffmpeg executable, all in memory. */
export const readPictures = async (clip: Clip): Promise<Timed[]> => {
  const filters = [clip.filters, `scale=${clip.width}:${clip.height}:flags=area`, 'format=gray'].filter(
    Boolean,
  )
  const args = [
    '-v',
    'error',
    '-i',
    clip.file,
    '-vf',
    filters.join(','),
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-',
  ]
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer)
  const all = Buffer.concat(chunks)
  const size = clip.width * clip.height
  return Array.from({ length: Math.floor(all.length / size) }, (_, index) => ({
    grey: { width: clip.width, height: clip.height, data: all.subarray(index * size, (index + 1) * size) },
    captureNs: BigInt(Math.round((index * 1e9) / clip.fps)),
  }))
}

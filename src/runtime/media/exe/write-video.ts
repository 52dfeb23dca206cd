import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { GazeError } from '../../errors.ts'
import { filterText } from '../chains.ts'
import type { VideoOptions, WrittenVideo } from '../types.ts'
import { rawInput } from './raw-input.ts'
import { finish, lastLine, start } from './run.ts'

const hasH264 = async (): Promise<boolean> => {
  const { stdout } = await finish('ffmpeg', ['-hide_banner', '-encoders'], { timeoutMs: 10_000 })
  return / libx264 /.test(stdout.toString())
}

const feed = async (
  input: Writable,
  pictures: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: VideoOptions,
): Promise<number> => {
  let frames = 0
  for await (const picture of pictures) {
    options.signal?.throwIfAborted()
    if (input.destroyed) break
    frames++
    await new Promise((resolve) => input.write(picture, resolve))
  }
  input.end()
  return frames
}

export const write = async (
  path: string,
  pictures: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: VideoOptions,
): Promise<WrittenVideo> => {
  const codec = (await hasH264()) ? 'h264' : 'mpeg4'
  const coding =
    codec === 'h264'
      ? ['-c:v', 'libx264', '-preset', 'superfast', '-crf', '20']
      : ['-c:v', 'mpeg4', '-b:v', '4M']
  const filter = filterText({ width: options.width, height: options.height, format: 'yuv420p' })
  const args = [...rawInput(options, options.fps), '-vf', filter, ...coding, '-threads', '2']
  const child = await start(
    'ffmpeg',
    [...args, '-g', String(Math.max(1, Math.round(options.fps * 2))), '-y', `file:${path}`],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  )
  const closed = once(child, 'close')
  const input = child.stdin as Writable
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-16_384)
  })
  // Why it stopped reading is in its stderr and its exit code.
  input.on('error', () => {})
  try {
    const frames = await feed(input, pictures, options)
    const [code] = (await closed) as [number | null]
    if (code === 0) return { frames, codec }
    throw new GazeError('SINK_FAILED', `${path} cannot be written as a video`, { why: lastLine(stderr) })
  } finally {
    child.kill('SIGKILL')
  }
}

import type { RawShape } from '../raw.ts'

/** Arguments that make FFmpeg read raw pictures from its standard input. */
export const rawInput = ({ width, height, format }: RawShape, fps: number): string[] => [
  ...['-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'pipe'],
  ...['-f', 'rawvideo', '-pixel_format', format, '-video_size', `${width}x${height}`],
  ...['-framerate', String(fps), '-i', 'pipe:0'],
]

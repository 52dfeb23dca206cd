import { type Chains, filterText } from '../chains.ts'
import type { Target } from '../source/protocols.ts'
import { quantiserOf } from '../views.ts'
import type { Probe } from './probe.ts'
import { sourceArguments } from './source-arguments.ts'

/** File descriptor of the first output of the process; 0 to 2 are taken. */
const FIRST_PIPE = 3

/**
 * One process, one decoder, an output a view: raw grey or colour, and JPEGs each behind a head that tells its length.
 * `showinfo` writes one line a picture to stderr: the only way to learn time stamps and changes of size.
 */
export const decodeArguments = (
  target: Target,
  { index }: Probe,
  outputs: Chains,
  threads: number,
): string[] => {
  const chains = [...outputs.rasters, ...outputs.qualities.map(() => outputs.jpeg)]
  const labels = chains.map((_, n) => `[o${n}]`)
  const head = [`[0:${index}]showinfo=checksum=0`, `split=${chains.length}`]
  const graph = [
    head.join(',') + chains.map((_, n) => `[i${n}]`).join(''),
    ...chains.map((chain, n) => `[i${n}]${filterText(chain)}[o${n}]`),
  ].join(';')
  const targets = chains.flatMap((_, n) => [
    ...['-map', labels[n]!, '-vsync', 'passthrough', '-threads', '1'],
    ...(n < outputs.rasters.length
      ? ['-f', 'rawvideo']
      : jpegArguments(outputs.qualities[n - outputs.rasters.length]!)),
    `pipe:${FIRST_PIPE + n}`,
  ])
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'info', '-nostats', '-noautorotate'],
    ...['-threads', String(threads), '-thread_type', 'frame'],
    ...sourceArguments(target),
    ...['-i', target.url],
    ...['-filter_complex_threads', '1', '-filter_complex', graph, ...targets],
  ]
}

/** Output arguments of JPEGs in the form that `mpjpeg.ts` reads. */
export const jpegArguments = (quality: number): string[] => [
  ...['-c:v', 'mjpeg', '-huffman', 'default', '-qmin', '1', '-q:v', String(quantiserOf(quality))],
  ...['-f', 'mpjpeg'],
]

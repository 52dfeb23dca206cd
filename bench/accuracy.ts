/** How many of the real clip's six people are counted, under changes of the clip and of the parameters. */
import { countCrossings, DEFAULTS, type Four, type Settings } from './support/count.ts'
import { readPictures, type Timed } from './support/pictures.ts'
import { dropping, drifting, dull, every, faster, from, noisy, type Variant } from './support/variants.ts'

interface Case {
  readonly name: string
  readonly filters?: string
  readonly width?: number
  readonly height?: number
  readonly variant?: Variant
  readonly line?: Four
  readonly direction?: 'in' | 'out'
  readonly settings?: Settings
  readonly people?: number
  /** Pictures a second; 10 in the clip. */
  readonly fps?: number
}

const at = (x: number): Four => [x, 0, x, 1]
const across = (y: number): Four => [0, y, 1, y]
const both =
  (...variants: Variant[]): Variant =>
  (pictures) =>
    variants.reduce((all, one) => one(all), pictures)

const shifted = (['motion', 'track', 'count'] as const).flatMap((node) =>
  Object.entries(DEFAULTS[node])
    .filter(([name]) => name !== 'width')
    .flatMap(([name, value]) =>
      [0.7, 1.3].map(
        (by): Case => ({ name: `${node} ${name} x ${by}`, settings: { [node]: { [name]: value * by } } }),
      ),
    ),
)

const cases: readonly Case[] = [
  { name: 'as it is' },
  ...[0.68, 0.7, 0.72, 0.74, 0.76, 0.78, 0.8, 0.82, 0.85].map(
    (x): Case => ({ name: `line at ${x}`, line: at(x) }),
  ),
  { name: 'line from below', line: [0.75, 1, 0.75, 0], direction: 'in' },
  { name: 'slanted line', line: [0.7, 0, 0.8, 1] },
  { name: 'mirrored', filters: 'hflip', line: at(0.25), direction: 'in' },
  { name: 'upside down', filters: 'vflip' },
  {
    name: 'turned right',
    filters: 'transpose=1',
    width: 320,
    height: 568,
    line: across(0.75),
    direction: 'in',
  },
  {
    name: 'turned left, small',
    filters: 'transpose=2',
    width: 176,
    height: 320,
    line: across(0.25),
    direction: 'out',
  },
  { name: 'backwards', filters: 'reverse', direction: 'in' },
  { name: 'half the rate', variant: every(2) },
  { name: 'a third of the rate', variant: every(3) },
  {
    name: 'a third of the rate, mirrored',
    filters: 'hflip',
    line: at(0.25),
    direction: 'in',
    variant: every(3),
  },
  { name: 'three times the rate (blended)', filters: 'minterpolate=fps=30:mi_mode=blend', fps: 30 },
  { name: 'noise 10 on the small picture', variant: noisy(10) },
  { name: 'noise 10, half the rate', variant: both(every(2), noisy(10)) },
  { name: 'noise 10, a third of the rate', variant: both(every(3), noisy(10)) },
  { name: 'noise 15 on the small picture', variant: noisy(15) },
  { name: 'noise 10 on the large picture', filters: 'noise=alls=30:allf=t' },
  { name: '10 % dropped', variant: dropping(0.1) },
  { name: '30 % dropped', variant: dropping(0.3) },
  { name: '50 % dropped', variant: dropping(0.5) },
  { name: 'twice as fast', variant: faster(2) },
  { name: 'three times as fast', variant: faster(3) },
  { name: 'half as fast', variant: faster(0.5) },
  { name: '160 wide', width: 160, height: 90 },
  { name: '240 wide', width: 240, height: 136 },
  { name: '480 wide', width: 480, height: 270 },
  { name: '640 wide', width: 640, height: 360 },
  {
    name: 'half as large in a grey field',
    filters: 'scale=iw/2:ih/2,pad=2*iw:2*ih:iw/2:ih/2:gray',
    line: at(0.625),
  },
  { name: 'a third as large', filters: 'scale=iw/3:-2,pad=3*iw:3*ih:iw:ih:gray', line: at(0.583) },
  { name: 'cut to the middle', filters: 'crop=iw*0.8:ih:iw*0.2:0', line: at((0.75 - 0.2) / 0.8) },
  { name: 'cut to the upper part', filters: 'crop=iw:ih*0.7:0:0' },
  { name: 'squeezed to 4:3', width: 320, height: 240 },
  { name: 'less contrast', variant: dull(0.5, 60) },
  { name: 'dark', variant: dull(0.4, 0) },
  { name: 'negative', filters: 'negate' },
  { name: 'light drifts 20 % in 20 s', variant: drifting(0.2, 20) },
  { name: 'light drifts 20 % in 5 s', variant: drifting(0.2, 5) },
  { name: 'light flickers 5 % at 1.3 Hz', variant: drifting(0.05, 0.77) },
  { name: 'light drifts 20 % in 20 s, dull', variant: both(dull(0.8, 0), drifting(0.2, 20)) },
  { name: 'gamma 0.7', filters: 'eq=gamma=0.7' },
  { name: 'gamma 1.5', filters: 'eq=gamma=1.5' },
  { name: 'starts with a person', variant: from(100) },
  { name: 'starts with the second person', variant: from(300), people: 5 },
  ...shifted,
]

/** The clip as it is, and what was read last. */
const cache = new Map<string, Promise<Timed[]>>()
const pictures = ({ filters = '', width = 320, height = 180, fps = 10 }: Case): Promise<Timed[]> => {
  const key = [filters, width, height].join()
  const known = cache.get(key) ?? readPictures({ file, filters, width, height, fps })
  for (const other of cache.keys()) if (other !== ',320,180') cache.delete(other)
  cache.set(key, known)
  return known
}

const folder = process.env.GAZE_TEST_DATA
if (!folder) throw new Error('GAZE_TEST_DATA names no folder with videos/one-by-one-person-detection.mp4')
const file = `${folder}/videos/one-by-one-person-detection.mp4`
/** Words; cases whose name has one of them are run, all where none is given. */
const only = process.argv.slice(2)
let wrong = 0

for (const one of cases.filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)))) {
  const read = await pictures(one)
  const shown = one.variant ? one.variant(read) : read
  const started = performance.now()
  const crossings = await countCrossings(shown, one.line ?? at(0.75), one.settings)
  const ms = (performance.now() - started) / shown.length
  const direction = one.direction ?? 'out'
  const right = crossings.filter((crossing) => crossing.direction === direction).length
  const other = crossings.length - right
  const good = right === (one.people ?? 6) && other === 0
  if (!good) wrong++
  console.log(
    `${good ? 'ok   ' : 'WRONG'} ${one.name.padEnd(36)} ${right} ${direction}, ${other} the other way  ${ms.toFixed(2)} ms` +
      (good
        ? ''
        : `  at ${crossings.map(({ frame, direction: d }) => `${frame}${d === direction ? '' : '!'}`).join(' ')}`),
  )
}
console.log(`${wrong} wrong`)
process.exitCode = wrong > 0 ? 1 : 0

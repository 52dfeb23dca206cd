import { fairShare } from './ingest/fair-share.ts'
import { newestWins } from './ingest/newest.ts'
import { median } from './ingest/processes.ts'
import { ingestRate, type Load, loopRate, type Rate } from './ingest/rate.ts'

// gaze-server against a minimal PULL-PUSH loop, and what it promises of freshness and completeness:
// "all cpu" counts sender and receiver in: its inverse is the rate where the processors are what is short.
// npm run build && npx tsx bench/ingest.ts [ROUNDS [KB,KB…]]

const ROUNDS = Number(process.argv[2] ?? 5)
const KB = 1_000
const SIZES = (process.argv[3] ?? '1,50,500').split(',').map(Number)
const LOADS: readonly Load[] = SIZES.flatMap((size) =>
  [1, 100].flatMap((streams) => (['v0', 'v1'] as const).map((wire) => ({ wire, bytes: size * KB, streams }))),
)
const REACH = { v0: 0.95, v1: 0.8 } as const

const row = (...cells: (string | number)[]): void =>
  console.log(cells.map((cell, index) => String(cell).padStart(index === 0 ? 4 : 12)).join(' '))

row(
  'wire',
  'bytes',
  'streams',
  'frames/s',
  'us/frame',
  'loop/s',
  'loop us',
  'rate ratio',
  'cpu ratio',
  'all cpu',
)
for (const load of LOADS) {
  const rates: { ours: Rate; loop: Rate }[] = []
  for (let round = 0; round < ROUNDS; round += 1)
    rates.push({ ours: await ingestRate(load), loop: await loopRate(load) })
  const of = (pick: (pair: { ours: Rate; loop: Rate }) => number): number => median(rates.map(pick))
  const ratio = of(({ ours, loop }) => ours.perSecond / loop.perSecond)
  row(
    ...[load.wire, load.bytes, load.streams],
    ...[of(({ ours }) => ours.perSecond).toFixed(0), of(({ ours }) => ours.cpuUs).toFixed(1)],
    ...[of(({ loop }) => loop.perSecond).toFixed(0), of(({ loop }) => loop.cpuUs).toFixed(1)],
    ...[ratio.toFixed(2), of(({ ours, loop }) => ours.cpuUs / loop.cpuUs).toFixed(2)],
    of(({ ours, loop }) => ours.allCpuUs / loop.allCpuUs).toFixed(2),
    load.bytes === 50 * KB ? `(reach ${REACH[load.wire]})` : '',
  )
}
console.log(await newestWins())
console.log(await fairShare())

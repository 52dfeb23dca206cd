import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/runtime/package-root.ts'
import { stateDir } from '../src/runtime/state-dir.ts'
import { fillImages } from '../test/support/fill-records.ts'

/**
 * Start-up of the built program against bare Node, and `image list` of 10 against 10,000 records; interleaved,
 * medians of wall-clock milliseconds. `tsx bench/list.ts [ROUNDS]`
 */
const ROUNDS = Number(process.argv[2] ?? 15)
/** Limits over bare Node, in milliseconds. */
const OVER_BARE = process.versions.node.startsWith('20.') ? 100 : 60
const GROWTH = 2

const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const bin = join(packageRoot, 'bin', 'run.js')
const stateOf = (count: number): string => join(home, `${count}`)

const time = (args: readonly string[]): number => {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`${args.join(' ')} exited ${status}: ${stderr.toString()}`)
  return performance.now() - start
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const list = (count: number, ...more: string[]): string[] => [
  ...[bin, 'image', 'list', '--state-dir', stateOf(count), ...more],
]

const runs = {
  bare: ['-e', '0'],
  version: [bin, '--version'],
  list10: list(10),
  list10000: list(10_000),
  json10: list(10, '--json'),
  json10000: list(10_000, '--json'),
}

try {
  for (const count of [10, 10_000]) await fillImages(stateDir(stateOf(count)).records, count)
  const times: Record<string, number[]> = {}
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [name, args] of Object.entries(runs)) {
      const took = time(args)
      // The first round fills caches.
      if (round > 0) times[name] = [...(times[name] ?? []), took]
    }
  const of = (name: keyof typeof runs): number => median(times[name] ?? [])
  const row = (what: string, value: string, limit: string): void =>
    console.log(`${what.padEnd(44)} ${value.padStart(10)}   limit ${limit}`)
  const ms = (value: number): string => `${value.toFixed(0)} ms`
  console.log(`Node ${process.versions.node}, bare ${ms(of('bare'))}, medians of ${ROUNDS}`)
  row('gaze --version over bare', ms(of('version') - of('bare')), ms(OVER_BARE))
  row('gaze image list of 10 over bare', ms(of('list10') - of('bare')), ms(OVER_BARE))
  row('gaze image list, 10,000 against 10', (of('list10000') / of('list10')).toFixed(2), `${GROWTH}`)
  row('gaze image list --json, 10,000 against 10', (of('json10000') / of('json10')).toFixed(2), `${GROWTH}`)
} finally {
  rmSync(home, { recursive: true, force: true })
}

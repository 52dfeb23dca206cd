import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stack } from '../src/runtime/reconcile/stack.ts'
import { writeClip } from '../test/support/clip.ts'

// Memory of the idle stack and of one pod that counts in a file: npx tsx bench/memory.ts [CLIP]

const POD_LIMIT_MB = 150
const STACK_LIMIT_MB = 200
const SETTLE_MS = 5_000

const home = mkdtempSync(join(tmpdir(), 'gaze-bench-'))
const state = join(home, 'state')

const gaze = (...args: string[]): string =>
  execFileSync(process.execPath, ['bin/run.js', ...args, '--state-dir', state], { encoding: 'utf8' })

/** Kilobytes in a line of /proc/PID/status, in MB. */
const megabytes = (pid: number, line: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

const isPod = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('services/pod.js')

const print = (what: string, mb: number, limit: number): boolean => {
  const ratio = mb / limit
  console.log(
    `${what.padEnd(34)} ${mb.toFixed(0).padStart(4)} MB  limit ${limit} MB  ratio ${ratio.toFixed(2)}`,
  )
  return ratio <= 1
}

const clip = (): string => {
  const given = process.argv[2]
  if (given !== undefined) return given
  writeClip(join(home, 'clip.y4m'))
  return join(home, 'clip.y4m')
}

const measure = async (): Promise<boolean> => {
  gaze('up', '--ingest', '127.0.0.1:0')
  await sleep(SETTLE_MS)
  const { pid } = JSON.parse(readFileSync(join(state, 'stack.json'), 'utf8')) as Stack
  const idle = [pid, ...childrenOf(pid)].reduce((sum, process_) => sum + megabytes(process_, 'VmRSS'), 0)

  const count = 'motion ! track ! count-line name=door line=0.5,0:0.5,1'
  const statement = `file ${clip()} rate=max loop=true ! ${count} ! jsonl ${join(home, 'events.jsonl')}`
  gaze('image', 'add', 'count', '--pipeline', statement)
  gaze('stream', 'scale', 'bench', '--image', 'count')
  await sleep(2 * SETTLE_MS)
  const pod = childrenOf(pid).find(isPod)
  if (pod === undefined) throw new Error('the pod does not run')
  const inPod = megabytes(pod, 'VmRSS')
  const most = megabytes(pod, 'VmHWM')
  return [
    print('idle stack (resident, all)', idle, STACK_LIMIT_MB),
    print('pod, file to jsonl (resident)', inPod, POD_LIMIT_MB),
    print('pod, file to jsonl (highest)', most, POD_LIMIT_MB),
  ].every(Boolean)
}

try {
  process.exitCode = (await measure()) ? 0 : 1
} finally {
  gaze('down')
  rmSync(home, { recursive: true, force: true })
}

import { expect } from 'vitest'
import type { Stack } from '../../../src/runtime/reconcile/stack.ts'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { LedgerReport } from '../../../src/runtime/ledger/types.ts'
import { startCli } from '../cli.ts'
import { quietPorts } from '../net/quiet-port.ts'
import type { TestStack } from '../stack.ts'

export const VICTIMS = ['pod', 'runner', 'foreign program', 'gaze-server', 'supervisor'] as const
export type Victim = (typeof VICTIMS)[number]

/** A program that starts another one, which leaves its process group. */
const PARENT = `
const { spawn } = require('node:child_process')
spawn('sh', ['-c', 'while true; do sleep 0.3; done #offspring'], { detached: true, stdio: 'ignore' }).unref()
setInterval(() => console.log('alive'), 100)
`

const of = (stack: TestStack, pattern: RegExp): number[] =>
  stack
    .processes()
    .filter((line) => pattern.test(line))
    .map((line) => Number(line.split(' ')[0]))

const PATTERNS: Record<Exclude<Victim, 'supervisor'>, RegExp> = {
  pod: /services\/pod\.js/,
  runner: /services\/runner\.js/,
  'foreign program': /spawn.*offspring/,
  'gaze-server': /services\/gaze-server\.js/,
}

const pidOf = (stack: TestStack, victim: Victim): number => {
  if (victim === 'supervisor') return (JSON.parse(readFileSync(stack.dir.stack, 'utf8')) as Stack).pid
  const [pid] = of(stack, PATTERNS[victim])
  if (pid === undefined) throw new Error(`no ${victim} runs: ${stack.processes().join('\n')}`)
  return pid
}

/** One stream of our own pods that frames are pushed to, and one of a foreign program. */
export const startLoad = async (stack: TestStack) => {
  mkdirSync(stack.dir.root, { recursive: true, mode: 0o700 })
  writeFileSync(join(stack.dir.root, 'ports.json'), JSON.stringify(await quietPorts()))
  expect(await stack.gaze('up')).toMatchObject({ code: 0 })
  const image = await stack.gaze(
    'image',
    'add',
    'ours',
    '--pipeline',
    'motion ! track ! count-line name=a line=0.5,0:0.5,1',
  )
  expect(image).toMatchObject({ code: 0 })
  expect(await stack.gaze('stream', 'scale', 'pushed', '--image', 'ours')).toMatchObject({ code: 0 })
  await stack.addImage('theirs', [process.execPath, '-e', PARENT])
  await stack.scale('program', { image: 'theirs', source: 'pipeline' })
  await settled(stack)
  const args = ['stream', 'send', 'pushed', '--from', 'test', '--fps', '15', '--loop']
  return startCli(args, { home: stack.home, timeoutMs: 3_600_000 })
}

const settled = async (stack: TestStack): Promise<void> => {
  for (const name of ['pushed', 'program'])
    await stack.until(
      `${name} runs`,
      () => stack.stream(name),
      ({ status, generation }) =>
        status.phase === 'Running' && status.observedGeneration === generation && status.readyReplicas === 1,
    )
  const census = { pod: 1, runner: 1, 'foreign program': 1, 'gaze-server': 1, offspring: 1 }
  await stack.until(
    'one of each runs',
    async () => ({
      pod: of(stack, PATTERNS.pod).length,
      runner: of(stack, PATTERNS.runner).length,
      'foreign program': of(stack, PATTERNS['foreign program']).length,
      'gaze-server': of(stack, PATTERNS['gaze-server']).length,
      offspring: of(stack, /^\d+ sh -c while true.*offspring/).length,
    }),
    (seen) => JSON.stringify(seen) === JSON.stringify(census),
  )
}

const ledger = async (stack: TestStack): Promise<LedgerReport> => {
  const shown = await stack.gaze('stream', 'show', 'pushed', '--json')
  return (JSON.parse(shown.stdout) as { ledger: LedgerReport }).ledger
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((a, b) => a + b, 0)

/** New pods, whose waits between tries begin anew. */
export const renew = async (stack: TestStack): Promise<void> => {
  for (const name of ['pushed', 'program'])
    await stack.scale(name, { restarts: (await stack.stream(name)).restarts + 1 })
  await settled(stack)
}

/** Kills one process at some moment, and looks until all is as it was and frames go through again. */
export const killRound = async (stack: TestStack, victim: Victim): Promise<void> => {
  await setTimeout(Math.random() * 500)
  process.kill(pidOf(stack, victim), 'SIGKILL')
  if (victim === 'supervisor') expect(await stack.gaze('up')).toMatchObject({ code: 0 })
  await stack.until(
    `the end of the ${victim} is seen`,
    async () => of(stack, /./).length,
    (count) => count > 0,
  )
  await settled(stack)
  const before = await ledger(stack)
  const after = await stack.until(
    'frames go through',
    () => ledger(stack),
    ({ processed }) => processed > before.processed + 5,
  )
  for (const counts of [after, ...after.hops])
    expect(counts.captured).toBe(counts.processed + counts.inFlight + sum(counts.dropped))
  expect((await stack.records(({ streams }) => streams.list())).map(({ name }) => name)).toEqual([
    'program',
    'pushed',
  ])
  expect(await stack.records(({ pods }) => pods.list())).toHaveLength(2)
}

import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StackStatus } from '../../../src/runtime/control/stack/status.ts'
import { createHome } from '../../support/cli.ts'
import { canMountDisks, onSmallDisk } from '../../support/small-disk.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

const home = createHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))
const canMount = canMountDisks(home)

/** A file that nobody may write, not even who has it open: what a file system that turns read-only looks like. */
const freeze = (path: string, on: boolean): boolean =>
  spawnSync('chattr', [on ? '+i' : '-i', path]).status === 0
const probe = join(home, 'probe')
writeFileSync(probe, '')
const canFreeze = freeze(probe, true)
freeze(probe, false)
if (!canFreeze)
  console.warn('SKIPPED: records that turn read-only, since files cannot be frozen here (chattr +i, as root)')

const SCENE = 'scene duration=600s width=320 height=180 ! motion'
const messageOf = (status: StackStatus): string | undefined =>
  status.services.find(({ name }) => name === 'info-update')?.message

describe.skipIf(!canFreeze)('records that turn read-only under a running stack', () => {
  let stack: TestStack
  beforeEach(() => {
    stack = createStack()
  })
  afterEach(async () => {
    freeze(join(stack.dir.records, 'data.mdb'), false)
    await stack.clear()
  })
  const status = async () => JSON.parse((await stack.gaze('status', '--json')).stdout) as StackStatus
  const pods = () => stack.processes().filter((line) => line.includes('pod.js'))

  it('pods go on and are started again, status says what is wrong, and it mends itself', async () => {
    await stack.up()
    await stack.gaze('image', 'add', 'scene', '--pipeline', SCENE)
    await stack.gaze('stream', 'scale', 'cam', '--image', 'scene')
    freeze(join(stack.dir.records, 'data.mdb'), true)
    const refused = await stack.gaze('stream', 'scale', 'cam', '--replicas', '0', '--json')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'STORE_UNAVAILABLE' } })
    const [before] = pods()
    process.kill(Number(before?.split(' ')[0]), 'SIGKILL')
    await stack.until(
      'another pod',
      async () => pods(),
      ([now]) => now !== undefined && now !== before,
    )
    const told = await stack.until(
      'status tells',
      status,
      (seen) => messageOf(seen)?.includes('read-only') === true,
    )
    expect(told.running).toBe(true)
    freeze(join(stack.dir.records, 'data.mdb'), false)
    await stack.until('all is well', status, (seen) => messageOf(seen) === '')
    await stack.running('cam')
    expect((await stack.pods('cam'))[0]).toMatchObject({ ready: true, restarts: 1 })
  })
})

describe.skipIf(!canMount)('a disk that fills under a running stack', () => {
  const wait = (condition: string): string =>
    `for i in $(seq 60); do if ${condition}; then break; fi; sleep 0.2; done`
  const inOneLine = (command: string): string => `${command} --json | tr -d '\\n'; echo`
  const script = `
    $GAZE up --ingest 127.0.0.1:0 >/dev/null &&
    $GAZE image add scene --pipeline '${SCENE}' >/dev/null && $GAZE stream scale cam --image scene >/dev/null
    cat /dev/zero >"$DISK/filler" 2>/dev/null
    ${inOneLine('$GAZE stream scale cam --replicas 0')}
    kill -9 $(pgrep -f "pod.js $DISK")
    ${wait('$GAZE status | grep -q "The disk is full"')}
    ${inOneLine('$GAZE status')}
    rm "$DISK/filler"
    ${wait('! $GAZE status | grep -q "The disk is full"')}
    ${wait('$GAZE stream list | grep -q "1/1 *Running"')}
    ${inOneLine('$GAZE status')}; ${inOneLine('$GAZE stream list')}; $GAZE down >/dev/null; echo "left: $(pgrep -f "$DISK")"`

  it('status says so, and when there is room again all is recorded', () => {
    const { stdout, stderr } = onSmallDisk(home, '30m', script)
    expect(stderr).toContain('STORE_UNAVAILABLE')
    const [, during = '', after = '', streams = '', left] = stdout.split('\n')
    expect(messageOf(JSON.parse(during) as StackStatus)).toContain('The disk is full')
    expect(messageOf(JSON.parse(after) as StackStatus)).toBe('')
    expect(JSON.parse(streams)).toMatchObject([{ readyReplicas: 1, pods: [{ restarts: 1, ready: true }] }])
    expect(left).toBe('left: ')
  })
})

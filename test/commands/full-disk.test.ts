import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { cliEnvironment, createHome } from '../support/cli.ts'

/** Runs a script in a file system of its own, seen by it alone, with the given size; needs no rights. */
const onSmallDisk = (home: string, size: string, script: string) =>
  spawnSync('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=${size} tmpfs "$DISK" && ${script}`], {
    encoding: 'utf8',
    env: {
      ...cliEnvironment(home),
      DISK: join(home, 'disk'),
      GAZE_STATE_DIR: join(home, 'disk', 'state'),
      GAZE: `${process.execPath} ${join(packageRoot, 'bin', 'run.js')}`,
    },
  })

const home = createHome()
mkdirSync(join(home, 'disk'))
const canMount = onSmallDisk(home, '1m', 'true').status === 0
if (!canMount)
  console.warn('SKIPPED: the tests of a full disk, since this system lets no user mount a file system')

interface Failure {
  readonly error: { readonly code: string; readonly why: string }
}

describe.skipIf(!canMount)('a record store on a full disk', () => {
  let said: string[]
  beforeAll(() => {
    const add = `$GAZE image add "i$i" --command "cat $(head -c 20000 /dev/zero | tr '\\0' x)" --json >/dev/null 2>"$DISK/../error"`
    const script = `i=0; while ${add}; do i=$((i + 1)); done
      cat "$DISK/../error"; $GAZE image list -o name; $GAZE image remove i0 --confirm i0; $GAZE image list -o name | wc -l`
    said = onSmallDisk(home, '400k', script).stdout.trim().split('\n')
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('says so in one JSON object, and keeps what it has', () => {
    const [failure = '', ...rest] = said
    expect((JSON.parse(failure) as Failure).error).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      why: 'The disk is full',
    })
    const names = rest.slice(0, rest.indexOf('image i0 removed'))
    expect(names.length).toBeGreaterThan(0)
    expect(names.every((name) => /^i\d+$/.test(name))).toBe(true)
    expect(Number(said.at(-1))).toBe(names.length - 1)
  })

  it('says so when it cannot even be made', () => {
    const { stdout, stderr, status } = onSmallDisk(home, '8k', '$GAZE image list --json')
    expect([status, stdout]).toEqual([1, ''])
    expect((JSON.parse(stderr) as Failure).error).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      why: 'The disk is full',
    })
  })
})

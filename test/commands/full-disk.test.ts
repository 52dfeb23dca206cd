import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome } from '../support/cli.ts'
import { canMountDisks, onSmallDisk } from '../support/small-disk.ts'

const home = createHome()
const canMount = canMountDisks(home)

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
    const script = '$GAZE image list --json && $GAZE image add x --command cat --json'
    const { stdout, stderr, status } = onSmallDisk(home, '8k', script)
    expect([status, stdout]).toEqual([1, '[]\n'])
    expect((JSON.parse(stderr) as Failure).error).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      why: 'The disk is full',
    })
  })
})

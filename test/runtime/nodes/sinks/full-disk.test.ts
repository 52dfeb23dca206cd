import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { createHome } from '../../../support/cli.ts'
import { canMountDisks, onSmallDisk } from '../../../support/small-disk.ts'

const home = createHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe.skipIf(!canMountDisks(home))('frames on a full disk', () => {
  it('counts those that had no room, and leaves only whole files', () => {
    const { stdout, stderr, status } = onSmallDisk(
      home,
      '200k',
      `{ $GAZE pipeline run "scene width=320 height=180 frames=60 ! frames $DISK/out"; echo "exit $?"; } ;
       cd "$DISK/out" && ls -A | grep -v '^[0-9]*\\.jpg$' | wc -l && for f in *.jpg; do tail -c 2 "$f" | od -An -tx1; done | sort | uniq -c`,
    )
    expect(status, stderr).toBe(0)
    expect(stdout).toMatch(/^exit 1\n0\n +(\d+) +ff d9\n$/)
    expect(Number(/(\d+) +ff d9/.exec(stdout)![1])).toBeGreaterThan(3)
    expect(stderr).toMatch(/cannot be written: the disk is full/)
    expect(stderr.match(/cannot be written/g)!.length).toBeLessThan(5)
  })
})

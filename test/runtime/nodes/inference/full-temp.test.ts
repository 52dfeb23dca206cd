import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/runtime/package-root.ts'
import { createHome } from '../../../support/cli.ts'
import { canMountDisks, onSmallDisk } from '../../../support/small-disk.ts'

const home = createHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))
const model = join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs', 'yolov8-metadata.onnx')

describe.skipIf(!canMountDisks(home) || availableParallelism() === 1)(
  'a full folder for temporary files',
  () => {
    it.each(['', 'every=2', 'device=quantum'])(
      'is said once, and every picture is looked at all the same: %s',
      (how) => {
        const detect = `detect ${model} threshold=0.4 ${how}`
        const statement = `scene frames=12 width=320 height=180 ! ${detect} ! track ! mot -`
        const run = (size: string) =>
          onSmallDisk(home, size, `mkdir "$DISK/tmp" && TMPDIR="$DISK/tmp" $GAZE pipeline run "${statement}"`)
        const { stdout, stderr, status } = run('100k')
        expect(status, stderr).toBe(0)
        expect(stderr.match(/one process runs the model/g)).toHaveLength(1)
        expect(stderr).toMatch(/ENOSPC/)
        expect(stderr).toMatch(/^run: 12 frames in [^,]*, 0 events$/m)
        expect(stdout).toBe(run('100m').stdout)
        expect(stdout).toMatch(/^12,/m)
      },
    )
  },
)

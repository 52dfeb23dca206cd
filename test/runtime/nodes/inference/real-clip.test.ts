import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../support/cli.ts'
import { realClip } from '../../../support/real-clip.ts'

const models = join(process.env.GAZE_TEST_DATA ?? '', 'models')

/** Model, and what else `detect` is told. */
const WAYS = [
  ['yolox_nano_416x416.onnx', ''],
  ['nanodet_m_416.onnx', ''],
  ['agpl/yolov8n_int8.onnx', 'every=2'],
  ['yolox_nano_416x416.onnx', 'every=2'],
  ['yolox_nano_416x416.onnx', 'only-on-motion=true'],
] as const

interface Crossing {
  readonly data: {
    readonly direction: string
    readonly class: string
    readonly totals: { readonly out: number }
  }
}

// Six people come in one by one, stand still for ten seconds and more, and leave at the right edge.
describe.skipIf(!realClip)('six people by a detector, each once', () => {
  it.each(WAYS.filter(([model]) => existsSync(join(models, model))))(
    '%s %s',
    async (model, how) => {
      const detect = `detect model=${join(models, model)} classes=person ${how}`
      const statement = `file ${realClip} ! ${detect} ! track ! count-line name=door line=0.75,0:0.75,1`
      const { code, stdout, stderr } = await runCli(['pipeline', 'run', statement, '--json'], {
        timeoutMs: 280_000,
      })
      expect({ code, stderr }).toMatchObject({ code: 0 })
      const crossings = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Crossing)
      expect(crossings.map(({ data }) => data.direction)).toEqual(['out', 'out', 'out', 'out', 'out', 'out'])
      expect(crossings.at(-1)?.data).toMatchObject({ class: 'person', totals: { in: 0, out: 6 } })
    },
    300_000,
  )
})

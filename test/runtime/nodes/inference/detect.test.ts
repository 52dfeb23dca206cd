import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/runtime/package-root.ts'
import { createHome, runCli, startCli } from '../../../support/cli.ts'
import { until } from '../../../support/until.ts'

const graph = (name: string): string =>
  join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs', `${name}.onnx`)

const run = (detect: string, behind = 'track ! mot -', frames = 20) =>
  runCli(['pipeline', 'run', `scene width=96 height=64 frames=${frames} ! ${detect} ! ${behind}`])

const parentOf = (pid: string): number | undefined => {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

describe('detect in a pipeline', () => {
  it('gives what the model finds to what is behind', async () => {
    const { code, stdout } = await run(`detect ${graph('yolov8-metadata')} classes=person,car threshold=0.4`)
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number))
    expect(new Set(lines.map(([, id]) => id)).size).toBe(2)
    expect(Math.max(...lines.map(([frame]) => frame!))).toBe(20)
  })

  it('looks at each nth frame, and tracks go on in between', async () => {
    const { code, stdout } = await run(
      `detect ${graph('yolov8-metadata')} classes=person threshold=0.4 every=3`,
    )
    expect(code).toBe(0)
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number))
    const first = rows[0]![0]!
    expect(first % 3).toBe(1)
    expect(new Set(rows.map(([frame]) => frame))).toEqual(
      new Set(Array.from({ length: 21 - first }, (_, n) => first + n)),
    )
    expect(new Set(rows.map(([, id]) => id)).size).toBe(1)
  })

  it.each([
    [`detect ${graph('yolov8-metadata')} classes=persom`, 2, /no class persom[\s\S]*classes=person/],
    [`detect ${graph('yunet')}`, 2, /made to find faces, not to detect objects/],
    [`detect ${graph('detr-deployed')} classes=person`, 2, /its classes are called[\s\S]*--labels/],
    [`detect ${graph('text')}`, 2, /text file/],
    [`detect ${graph('nan')}`, 1, /no numbers/],
    [`detect ${graph('fails')}`, 1, /fails/],
    ['detect nothing-of-that-name', 3, /no model "nothing-of-that-name"/i],
  ])('%s is refused with the reason', async (detect, code, reason) => {
    const result = await run(detect)
    expect(result.stderr).toMatch(reason)
    expect(result.code).toBe(code)
  })

  it('ONNX Runtime reports to nobody and leaves no identifier in the home', async () => {
    const home = createHome()
    const statement = `scene width=96 height=64 frames=5 ! detect ${graph('yolov8-metadata')} ! track ! mot -`
    expect(await runCli(['pipeline', 'run', statement], { home })).toMatchObject({ code: 0 })
    const left = readdirSync(home, { recursive: true, encoding: 'utf8' })
    expect(left.filter((path) => /Microsoft|onnxruntime/i.test(path))).toEqual([])
    rmSync(home, { recursive: true, force: true })
  })

  it.runIf(process.platform === 'linux').each(['SIGKILL', 'SIGINT'] as const)(
    'the processes of its model end with it on %s',
    async (signal) => {
      const home = createHome()
      const statement = `scene width=96 height=64 duration=10h ! detect ${graph('yolov8-metadata')} ! track ! mot -`
      const cli = startCli(['pipeline', 'run', statement], { home })
      const children = (): string[] =>
        readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === cli.child.pid)
      await until('its processes', () => children().length > 0)
      const started = children()
      await cli.stop(signal)
      await until('their end', () => started.every((pid) => parentOf(pid) === undefined))
      rmSync(home, { recursive: true, force: true })
    },
  )

  it('says which device is not there, once, and goes on', async () => {
    const { code, stderr } = await run(`detect ${graph('yolov8-metadata')} device=quantum`)
    expect(code).toBe(0)
    expect(stderr).toMatch(/no device quantum here, it has cpu/)
  })
})

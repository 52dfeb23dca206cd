import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDetector, type DetectorOptions } from '../../../../src/runtime/models/detector.ts'
import { familyNamed } from '../../../../src/runtime/models/families/registry.ts'
import { asked } from '../../../../src/runtime/models/infer/asked.ts'
import { inferManifest } from '../../../../src/runtime/models/infer/infer-manifest.ts'
import type { ModelFile } from '../../../../src/runtime/models/model-file.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import { openModelProcesses } from '../../../../src/runtime/models/process/model-processes.ts'
import type { Rgb } from '../../../../src/runtime/pipeline/item.ts'
import { until } from '../../../support/until.ts'

const graphs = join(import.meta.dirname, '..', 'fixtures', 'graphs')
const never = new AbortController().signal
const options: DetectorOptions = {
  ...{ device: 'cpu', threads: 1, spin: false, threshold: 0.3, iou: 0.5, agnostic: false },
}

const modelOf = async (name: string): Promise<ModelFile> => {
  const path = join(graphs, `${name}.onnx`)
  const { manifest } = await inferManifest(asked('add', path), await readGraph(path), { family: 'yolov8' })
  return { name, path, manifest: { ...manifest, sha256: '', bytes: 0 } }
}

const picture = (width: number, height: number, value: number): Rgb => ({
  ...{ width, height },
  data: new Uint8Array(width * height * 3).fill(value),
})

/** Processes of this one that run a model; by Linux's /proc. */
const processes = (): number[] =>
  readdirSync('/proc').flatMap((name) => {
    try {
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      return Number(parent) === process.pid && command.includes('services/detector.js') ? [Number(name)] : []
    } catch {
      return []
    }
  })

describe.runIf(process.platform === 'linux')('a model in several processes', () => {
  it('finds what one finds, however many pictures of whatever size it is given at once', async () => {
    const model = await modelOf('yolov8-metadata')
    const one = await createDetector(model, familyNamed('yolov8')!, options)
    const many = await openModelProcesses(model, options, 2, never)
    expect(many.parallel).toBe(4)
    const sizes = Array.from({ length: 9 }, (_, n) => picture(20 + 31 * n, 10 + 17 * ((n * 5) % 9), 20 * n))
    const found = await Promise.all(sizes.map((each) => many.look(each)))
    for (const [n, each] of sizes.entries()) expect(found[n]).toEqual(await one.look(each))
    const region = { x: 3, y: 2, width: 50, height: 40 }
    expect(await many.look(sizes[5]!, [region, region])).toEqual(await one.look(sizes[5]!, [region, region]))
    await many.close()
    await one.close()
    expect(processes()).toEqual([])
  })

  it('goes on with those that are left when one is killed, and then says that none is', async () => {
    const many = await openModelProcesses(await modelOf('yolov8-metadata'), options, 2, never)
    const [first, second] = processes()
    process.kill(first!, 'SIGKILL')
    const looks = await Promise.allSettled(Array.from({ length: 6 }, () => many.look(picture(96, 64, 0))))
    // What the first had before it is lost, what waited there is not.
    expect(looks.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(5)
    process.kill(second!, 'SIGKILL')
    const last = await Promise.allSettled(Array.from({ length: 4 }, () => many.look(picture(96, 64, 0))))
    for (const look of last)
      expect(look).toMatchObject({
        reason: { code: 'MODEL_FAILED', why: expect.stringMatching(/SIGKILL|channel/i) },
      })
    await many.close()
  })

  it('gives no picture to one that has died while it had nothing to do', async () => {
    const many = await openModelProcesses(await modelOf('yolov8-metadata'), options, 2, never)
    const [first] = processes()
    process.kill(first!, 'SIGKILL')
    await until('the death of a process', () => !existsSync(`/proc/${first}`))
    const looks = await Promise.all(Array.from({ length: 4 }, () => many.look(picture(96, 64, 0))))
    expect(looks).toHaveLength(4)
    await many.close()
  })

  it('says why a model cannot be opened, and why it fails, and leaves no process', async () => {
    const model = await modelOf('fails-when-bright')
    await expect(
      openModelProcesses({ ...model, path: join(graphs, 'text.onnx') }, options, 2, never),
    ).rejects.toMatchObject({ code: 'MODEL_INVALID' })
    const many = await openModelProcesses(model, options, 2, never)
    await expect(many.look(picture(96, 64, 255))).rejects.toMatchObject({
      message: expect.stringMatching(/fails/),
    })
    expect(await many.look(picture(96, 64, 0))).toHaveLength(1)
    await many.close()
    expect(processes()).toEqual([])
  })
})

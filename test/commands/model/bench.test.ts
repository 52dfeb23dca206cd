import { existsSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { createHome, runCli, stateOf } from '../../support/cli.ts'

const graphs = join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs')
const home = createHome()
const models = join(stateOf(home), 'models')

interface Benched {
  readonly cores: number
  readonly concurrency: number
  readonly results: readonly { threads: number; batch: number; msPerFrame: number }[]
  readonly best: { threads: number; msPerFrame: number }
}

const bench = async (name: string): Promise<Benched> => {
  const { code, stdout } = await runCli(['model', 'bench', name, '--json'], { home })
  expect(code).toBe(0)
  return JSON.parse(stdout) as Benched
}

beforeAll(async () => {
  for (const name of ['yolov8-metadata', 'probe-batch'])
    expect(
      await runCli(['model', 'add', join(graphs, `${name}.onnx`), '--family', 'yolov8'], { home }),
    ).toMatchObject({ code: 0 })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('keeps nothing in a dry run', async () => {
  const { code, stdout } = await runCli(['model', 'bench', 'yolov8-metadata', '--dry-run', '--json'], {
    home,
  })
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, dryRun: true })
  expect(readdirSync(models).filter((file) => file.endsWith('.bench.json'))).toEqual([])
})

it('measures each number of threads, keeps the fastest, and that goes with the model', async () => {
  const { cores, concurrency, results, best } = await bench('yolov8-metadata')
  expect({ cores, concurrency }).toEqual({ cores: availableParallelism(), concurrency: 1 })
  expect(results.at(-1)?.threads).toBe(cores)
  expect(best.msPerFrame).toBe(Math.min(...results.map(({ msPerFrame }) => msPerFrame)))
  const kept = readdirSync(models).filter((file) => file.endsWith('.bench.json'))
  expect(kept).toHaveLength(1)
  await runCli(['model', 'remove', 'yolov8-metadata', '--confirm', 'yolov8-metadata'], { home })
  expect(existsSync(join(models, kept[0]!))).toBe(false)
})

it('measures batches where the graph leaves them open', async () => {
  const { results } = await bench('probe-batch')
  expect(results.filter(({ threads }) => threads === 1).map(({ batch }) => batch)).toEqual([1, 2, 4, 8])
})

it('says which model there is not', async () => {
  expect(await runCli(['model', 'bench', 'gone'], { home })).toMatchObject({ code: 3, stdout: '' })
})

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { families } from '../../../../src/runtime/models/families/registry.ts'
import { readGraph } from '../../../../src/runtime/models/onnx/read-graph.ts'
import { isGazeError } from '../../../../src/runtime/errors.ts'
import { packageRoot } from '../../../../src/runtime/package-root.ts'

const GRAPHS = join(packageRoot, 'test/runtime/models/fixtures/graphs')
const files = readdirSync(GRAPHS).filter((file) => file.endsWith('.onnx'))

it('each layout that a family reads is one that --variant may name', async () => {
  const unnamed: string[] = []
  let seen = 0
  for (const file of files) {
    const graph = await readGraph(join(GRAPHS, file)).catch((error: unknown) => {
      if (isGazeError(error)) return undefined
      throw error
    })
    if (graph === undefined) continue
    for (const family of families) {
      const { name, variants = [] } = family
      const reading = family.recognise(graph)
      if (reading === undefined) continue
      const choices = reading.doubts.flatMap(({ choices: all }) => all.map(({ change }) => change.variant))
      for (const variant of [reading.manifest.variant, ...choices])
        if (variant !== undefined) {
          seen += 1
          if (!variants.includes(variant)) unnamed.push(`${name} ${variant} (${file})`)
        }
    }
  }
  expect(unnamed).toEqual([])
  expect(seen).toBeGreaterThan(10)
})

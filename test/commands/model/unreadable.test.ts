import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'
import { asUser, isRoot, NOBODY } from '../../support/as-user.ts'
import { createHome, runJson, stateOf } from '../../support/cli.ts'

const graphs = join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs')
let home: string
let kept: string
let args: string[]
beforeEach(async () => {
  home = createHome()
  const model = join(home, 'door.onnx')
  writeFileSync(model, readFileSync(join(graphs, 'yolov8-metadata.onnx')))
  args = ['model', 'add', model, '--family', 'yolov8', '--no-check', '--force', '--json']
  await runJson(args, { home })
  const models = join(stateOf(home), 'models')
  kept = join(models, readdirSync(models).find((name) => name.endsWith('.onnx')) ?? '')
  const owned = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name))
  if (isRoot) for (const path of [home, ...owned]) chownSync(path, NOBODY, NOBODY)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('keeps a model file that cannot be read, and says why', async () => {
  chmodSync(kept, 0)
  const { code, stdout, stderr } = await asUser(args, { home })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(JSON.parse(stderr)).toMatchObject({
    error: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining(kept), hint: expect.any(String) },
  })
  expect(existsSync(kept)).toBe(true)
})

it('puts a damaged one again', async () => {
  writeFileSync(kept, 'something else')
  expect(await asUser(args, { home })).toMatchObject({ code: 0 })
  expect(readFileSync(kept)).toEqual(readFileSync(join(home, 'door.onnx')))
})

import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createHome, runCli, startCli } from '../../support/cli.ts'
import { endlessModel, hungryModel } from '../../support/harmful-models.ts'
import { trialsOf } from '../../support/trials-of.ts'
import { until } from '../../support/until.ts'

let home: string
let model: string
beforeEach(() => {
  home = createHome()
  model = join(home, 'harmful.onnx')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const linux = it.runIf(process.platform === 'linux')

linux.each(['add', 'check'])('model %s refuses a graph that would fill the memory', async (verb) => {
  writeFileSync(model, hungryModel(10 ** 11))
  const { code, stdout, stderr } = await runCli(['model', verb, model, '--family', 'yolov8', '--json'], {
    home,
  })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'MODEL_INVALID', why: expect.any(String) } })
})

linux('model check of a graph without an end is ended by Ctrl-C', async () => {
  writeFileSync(model, endlessModel())
  const check = startCli(['model', 'check', model, '--family', 'yolov8', '--debug'], { home })
  await until('the process that runs it', () => trialsOf(check.child.pid).length > 0)
  const [trial] = trialsOf(check.child.pid)
  expect(await check.stop('SIGINT')).toMatchObject({ code: 130, stdout: '' })
  await until('its end', () => !existsSync(`/proc/${trial}`))
})

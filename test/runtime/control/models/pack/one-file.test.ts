import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { asOneFile } from '../../../../../src/runtime/control/models/pack/one-file.ts'
import { besideModel } from '../../../../../src/runtime/models/onnx/pack/beside.ts'
import { packageRoot } from '../../../../../src/runtime/package-root.ts'
import { stateDir } from '../../../../../src/runtime/state-dir.ts'

const path = join(packageRoot, 'test/runtime/models/fixtures/graphs/external-torch.onnx')
const DAYS_MS = 24 * 60 * 60 * 1_000

it('drops what was left long ago by a process that was killed, and nothing that another may be writing', async () => {
  const root = mkdtempSync(join(tmpdir(), 'gaze-one-file-'))
  const dir = join(stateDir(root).models, 'packed')
  mkdirSync(dir, { recursive: true })
  for (const name of ['old.onnx', 'new.onnx']) writeFileSync(join(dir, name), 'half of it')
  const then = new Date(Date.now() - 8 * DAYS_MS)
  utimesSync(join(dir, 'old.onnx'), then, then)
  const source = { path, shown: path, locate: besideModel(path) }
  const during = await asOneFile(source, root, new AbortController().signal, async () => readdirSync(dir))
  expect(during).toHaveLength(2)
  expect(readdirSync(dir)).toEqual(['new.onnx'])
  rmSync(root, { recursive: true })
})

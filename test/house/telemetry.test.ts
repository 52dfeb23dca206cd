import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { filesUnder, textOf } from './sources.ts'

/** Where ONNX Runtime is loaded, not only named or taken types from. */
const LOADS =
  /^import (?!type\b)[^\n]*from 'onnxruntime-node'|await import\('onnxruntime-node'\)|^import onnxruntime\b/m

const python = readdirSync('bench', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.py'))
  .map((file) => join('bench', file))

const loaders = [...filesUnder('src'), ...filesUnder('bench'), ...python].filter((file) =>
  LOADS.test(textOf(file)),
)

it('ONNX Runtime is loaded in a few places', () => {
  expect(loaders).toEqual(
    expect.arrayContaining([
      'src/runtime/models/session.ts',
      'bench/inference.ts',
      'bench/peers/models/video.py',
    ]),
  )
})

it.each(loaders)('%s switches its reports off before it loads it', (file) => {
  const text = textOf(file)
  expect(text.slice(0, text.search(LOADS))).toMatch(/ORT_DISABLE_TELEMETRY/)
})

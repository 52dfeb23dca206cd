import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/runtime/package-root.ts'
import { runCli } from '../../../support/cli.ts'

/** A graph that finds the same two faces in whatever it is shown. */
const model = join(packageRoot, 'test', 'runtime', 'models', 'fixtures', 'graphs', 'yunet.onnx')

const pictures = mkdtempSync(join(tmpdir(), 'gaze-faces-'))
afterAll(() => rmSync(pictures, { recursive: true, force: true }))
for (const name of ['a', 'b', 'c'])
  writeFileSync(
    join(pictures, `${name}.png`),
    await sharp({ create: { width: 96, height: 64, channels: 3, background: '#888' } })
      .png()
      .toBuffer(),
  )

/** The pictures, by number, in which faces were seen. */
const seenIn = async (source: string): Promise<number[]> => {
  const { code, stdout, stderr } = await runCli([
    'pipeline',
    'run',
    `${source} ! face-detect model=${model}`,
    '--json',
  ])
  expect(code, stderr).toBe(0)
  return stdout
    .trim()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as { id: string }).id.split('/')[2]))
}

describe('faces in pictures', () => {
  it('that are no sequence are seen in each', async () => {
    expect(await seenIn(`images ${pictures}`)).toEqual([0, 0, 1, 1, 2, 2])
  })

  it('that are a sequence are seen once', async () => {
    expect(await seenIn(`images ${pictures} fps=25`)).toEqual([0, 0])
  })
})

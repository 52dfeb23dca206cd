import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../support/cli.ts'
import { tempDir } from '../../runtime/media/support.ts'

const dir = tempDir()
const FRAMES = 40

/** Two people who pass each other at some distance, pictures of 640x480, 20 a second. */
const walkers = (frame: number): [x: number, y: number, w: number, h: number][] => [
  [50 + 8 * frame, 100, 40, 100],
  [500 - 8 * frame, 260, 40, 100],
]

const write = (): string => {
  const path = join(dir, 'det.txt')
  const lines = Array.from({ length: FRAMES }, (_, frame) =>
    walkers(frame).map((box) => `${frame + 1},-1,${box.join(',')},0.9,-1,-1,-1\n`),
  )
  writeFileSync(path, lines.flat().join(''))
  writeFileSync(
    join(dir, 'seqinfo.ini'),
    '[Sequence]\nframeRate=20\nseqLength=40\nimWidth=640\nimHeight=480\n',
  )
  return path
}

describe('gaze pipeline run with detections from a file', () => {
  it('writes tracks as MOT result lines on stdout, one number for each person', async () => {
    const { code, stdout, stderr } = await runCli([
      'pipeline',
      'run',
      `detections ${write()} ! track ! mot -`,
    ])
    expect(stderr).toMatch(/^run: 40 frames/)
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    for (const line of lines) expect(line).toMatch(/^\d+,\d+(,-?\d+\.\d\d){4},1,-1,-1,-1$/)
    for (const [n, rows] of [0, 1].map((n) => [n, lines.filter((line) => onRow(line, n))] as const)) {
      expect(new Set(rows.map((line) => line.split(',')[1])).size).toBe(1)
      expect(rows.length).toBeGreaterThan(FRAMES - 8)
      for (const line of rows) {
        const [frame = 0, , ...box] = line.split(',').map(Number)
        for (const [at, value] of walkers(frame - 1)[n]!.entries()) expect(box[at]).toBeCloseTo(value, -1)
      }
    }
  })
})

const onRow = (line: string, n: number): boolean => Math.abs(Number(line.split(',')[3]) - [100, 260][n]!) < 50

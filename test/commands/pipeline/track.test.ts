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
  const stderrOf = async (statement: string): Promise<string> =>
    (await runCli(['pipeline', 'run', statement])).stderr

  it('says of a line on the border that nothing crosses it, and of no other', async () => {
    const source = `detections ${write()} ! track`
    expect(await stderrOf(`${source} ! count-line gate line=0,0:0.01,1`)).toMatch(
      /line gate lies on the border/,
    )
    expect(await stderrOf(`${source} ! count-line gate line=0,0:1,1`)).not.toMatch(/Warning/)
  })

  it('says how many boxes have no extent, and when looks are too far apart', async () => {
    const path = join(dir, 'flat.txt')
    writeFileSync(path, '1,-1,1,2,0,4,1\n2,-1,1,2,3,-4,1\n3,-1,1,2,3,4,1\n9,-1,1,2,3,4,1\n')
    const source = `detections ${path} width=640 height=480`
    expect(await stderrOf(`${source} fps=10 ! track ! mot -`)).toMatch(/2 of 4 boxes .* no width or height/)
    expect(await stderrOf(`${source} fps=1 ! track ! mot -`)).toMatch(
      /node track: 1\.0 s lie between two looks/,
    )
  })

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

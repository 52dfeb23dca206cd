import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { motLine } from '../../../../src/runtime/nodes/sinks/mot-line.ts'
import { detections } from '../../../../src/runtime/nodes/sources/detections.ts'
import { createFollower } from '../../../../src/runtime/nodes/tracking/methods.ts'
import { packageRoot } from '../../../../src/runtime/package-root.ts'
import { runSource } from '../sources/source-harness.ts'

/**
 * det.txt: five people who cross, stand behind each other, are missed and are found with low scores, made by a script;
 * the other files: what the authors' own programs gave for it (abewley/sort; ifzhang/ByteTrack with overlaps of real
 * numbers instead of whole pixels), defaults throughout, 30 frames a second.
 */
const folder = join(packageRoot, 'test', 'runtime', 'nodes', 'tracking', 'published')

type Row = readonly number[]
const rowsOf = (text: string): Row[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').slice(0, 6).map(Number))
    .sort((a, b) => a[0]! - b[0]! || a[2]! - b[2]!)

const boxes = (rows: readonly Row[]): Row[] => rows.map(([frame = 0, , ...box]) => [frame, ...box])

/** For each number of the one, all that the other has in its place. */
const renamed = (ours: readonly Row[], theirs: readonly Row[]): Map<number, Set<number>> => {
  const names = new Map<number, Set<number>>()
  for (const [at, row] of ours.entries())
    names.set(row[1]!, (names.get(row[1]!) ?? new Set()).add(theirs[at]![1]!))
  return names
}

describe.each(['sort', 'bytetrack'])('%s', (method) => {
  it('gives the boxes and numbers that the program of its authors gives', async () => {
    const params = { path: join(folder, 'det.txt'), width: 640, height: 480, fps: 30 }
    const { items } = await runSource(detections, { params, views: [] })
    const follow = createFollower(method, {})
    const ours = rowsOf(
      items.flatMap((item) => follow(item).map((track) => motLine(item.frame, track))).join(''),
    )
    const theirs = rowsOf(readFileSync(join(folder, `${method}.txt`), 'utf8'))
    expect(boxes(ours)).toHaveLength(boxes(theirs).length)
    for (const [at, row] of boxes(ours).entries())
      for (const [n, value] of row.entries()) expect(value).toBeCloseTo(boxes(theirs)[at]![n]!, 1)
    const names = [...renamed(ours, theirs).values()]
    expect(names.every(({ size }) => size === 1)).toBe(true)
    expect(new Set(names.flatMap((some) => [...some])).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(5)
  })
})

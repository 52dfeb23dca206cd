import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesUnder, textOf } from './sources.ts'

const lines = (file: string): number => textOf(file).trimEnd().split('\n').length
const all = ['src', 'docs', 'bench', 'examples'].flatMap((folder) => filesUnder(folder))
const folders = (root: string): string[] => [
  root,
  ...readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => folders(join(root, entry.name))),
]

describe('sizes', () => {
  it('no file is over 350 lines, and half of them are under 80', () => {
    expect(all.filter((file) => lines(file) > 350)).toEqual([])
    const sorted = all.map(lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80)
  })

  it('no command is over 80 lines', () => {
    const commands = filesUnder('src/commands').filter((file) => !file.includes('_support'))
    expect(commands.filter((file) => lines(file) > 80)).toEqual([])
  })

  it('no folder has more than 15 files', () => {
    const crowded = folders('src').filter(
      (folder) => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).length > 15,
    )
    expect(crowded).toEqual([])
  })
})

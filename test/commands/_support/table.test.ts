import { describe, expect, it } from 'vitest'
import { table } from '../../../src/commands/_support/table.ts'

const columns = [
  { header: 'name', value: (row: { name: string; note?: string }) => row.name },
  { header: 'note', value: (row: { name: string; note?: string }) => row.note },
  { header: 'size', value: (row: { name: string }) => row.name.length, wide: true },
]
const draw = (
  rows: { name: string; note?: string }[],
  options: { headers?: boolean; wide?: boolean } = {},
): string => table(rows, columns, { headers: true, wide: false, ...options })

describe('a table', () => {
  it('aligns its columns, puts - for empty, and shows wide columns when asked', () => {
    const rows = [{ name: 'a', note: 'long one' }, { name: 'longer' }]
    expect(draw(rows)).toBe('NAME    NOTE\na       long one\nlonger  -\n')
    expect(draw(rows, { wide: true, headers: false })).toBe('a       long one  1\nlonger  -         6\n')
  })

  it('is just its header without rows, and nothing without a header', () => {
    expect(draw([])).toBe('NAME  NOTE\n')
    expect(draw([], { headers: false })).toBe('')
  })

  it('counts wide characters as two cells, and lets nothing break its lines', () => {
    expect(
      draw(
        [
          { name: '門', note: 'x' },
          { name: 'ab', note: 'y\n\u001B[31mz' },
        ],
        { headers: false },
      ),
    ).toBe('門  x\nab  y [31mz\n')
  })

  it('ends where the terminal does, in a last column that may be of any length', () => {
    const long = [
      { name: 'a', note: `no image ${'x'.repeat(400)}` },
      { name: 'longer', note: '門'.repeat(100) },
    ]
    const lines = (cells: number | undefined, cut = true): string[] => {
      const [name, note] = columns
      const last = { ...note!, cut }
      return table(long, [name!, last], { headers: false, wide: false, cells }).split('\n').slice(0, -1)
    }
    expect(lines(30)).toEqual([`a       no image ${'x'.repeat(12)}…`, `longer  ${'門'.repeat(10)}…`])
    // Narrower than the columns before it.
    expect(lines(5)[0]).toBe('a       no image xxxxxx…')
    expect(lines(500)[0]).toBe(`a       no image ${'x'.repeat(400)}`)
    expect(lines(undefined)[0]).toHaveLength(417)
    expect(lines(30, false)[0]).toHaveLength(417)
  })
})

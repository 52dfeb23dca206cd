import { describe, expect, test } from 'vitest'
import { graphOf } from '../graph-of.ts'
import { decoded, firstReading, rounded, tensorOf, valuesFrom, verdicts } from '../reading.ts'

const graph = (output: readonly (number | string)[], last: readonly string[], operators: string[] = []) =>
  graphOf(
    { images: [1, 3, 416, 416] },
    { output },
    { producers: { output: last }, operators: [...last, ...operators, ...Array(6).fill('Sigmoid')] },
  )
const raw = graph([1, 3549, 85], ['Transpose', 'Concat', 'Reshape', 'Concat'])

describe('yolox is recognised', () => {
  test.each([
    ['raw grid', raw, 'grid'],
    ['one class', graph([1, 3549, 6], ['Transpose', 'Concat', 'Flatten']), 'grid'],
    ['decoded', graph([1, 3549, 85], ['Concat', 'Mul'], ['Exp']), 'decoded'],
    [
      'quantised',
      graph([1, 3549, 85], ['DequantizeLinear', 'Transpose', 'QuantizeLinear', 'Concat', 'Reshape']),
      'grid',
    ],
  ])('%s', (_, made, variant) => {
    expect(verdicts(made)[0]).toBe('yolox sure')
    expect(firstReading(made).manifest).toMatchObject({ variant, input: { colour: 'bgr', pad: 114 } })
  })

  test('with open axes it is no more than likely', () => {
    expect(verdicts(graph(['batch', 'cells', 85], ['Transpose', 'Concat', 'Reshape']))).toContain(
      'yolox likely',
    )
  })

  test('three anchors a cell are another family', () => {
    expect(verdicts(graph([1, 3549 * 3, 85], ['Concat', 'Reshape'])).join()).not.toContain('yolox')
  })
})

describe('yolox decodes', () => {
  // The cell in column 3, row 2 of stride 16: 52 * 52 cells of stride 8 come before.
  const row = 52 * 52 + 2 * 26 + 3
  const cell = {
    ...valuesFrom(row * 85, [0.5, 0.25, Math.log(4), Math.log(2), 0.8]),
    [row * 85 + 5 + 7]: 0.9,
  }

  test('the raw grid: (xy + cell) * stride, exp(wh) * stride', () => {
    // centre 56, 36; size 64 x 32
    expect(rounded(decoded(raw, [tensorOf([1, 3549, 85], cell)], 0.3))).toEqual([[24, 20, 88, 52, 0.72, 7]])
  })

  test('what is decoded already is read as pixels', () => {
    const made = graph([1, 3549, 85], ['Concat', 'Mul'], ['Exp'])
    const values = { ...valuesFrom(85, [100, 50, 40, 20, 0.8]), [85 + 5 + 7]: 0.9 }
    expect(rounded(decoded(made, [tensorOf([1, 3549, 85], values)], 0.3))).toEqual([
      [80, 40, 120, 60, 0.72, 7],
    ])
  })

  test('the threshold is on objectness times class, and NaN never passes', () => {
    expect(decoded(raw, [tensorOf([1, 3549, 85], cell)], 0.73)).toEqual([])
    const nan = { dims: [1, 3549, 85], data: new Float32Array(3549 * 85).fill(Number.NaN) }
    expect(decoded(raw, [nan], 0.01)).toEqual([])
  })

  test('an output that is no grid over the input is refused', () => {
    expect(() => decoded(raw, [tensorOf([1, 3550, 85])], 0.3)).toThrow(/3550 rows/)
  })
})

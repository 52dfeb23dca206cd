import { describe, expect, it } from 'vitest'
import type { Doubt } from '../../../../src/runtime/models/families/family.ts'
import { judge, type Trial } from '../../../../src/runtime/models/try/judge.ts'

const colour: Doubt = {
  what: 'colour',
  choices: [
    { label: 'bgr', change: {} },
    { label: 'rgb', change: {} },
  ],
}

const trial = (label: string, scores: readonly number[]): Trial => ({
  label,
  detections: scores.map((score) => ({ class: 'a', classIndex: 0, score, box: [0, 0, 1, 1] })),
  raw: { min: 0, max: 1 },
  plausible: 1,
})

/** The label that is clearly right of what each finds. */
const clear = (bgr: readonly number[], rgb: readonly number[]): string | undefined => {
  const trials = [trial('bgr', bgr), trial('rgb', rgb)]
  const verdict = judge(colour, trials)
  return verdict && trials[verdict.index]?.label
}

describe('the order of colours is taken from a picture', () => {
  it('where one finds surely what the other does not', () => {
    expect(clear([0.9, 0.6], [0.4, 0.3])).toBe('bgr')
    expect(clear([0.31], [0.8])).toBe('rgb')
  })

  it('not where nothing scores half or more, however many there are', () => {
    expect(clear([0.35], [0.45, 0.44, 0.43, 0.42, 0.41, 0.4])).toBeUndefined()
    expect(clear([], [0.49])).toBeUndefined()
  })

  it('not by many weak ones against one that is sure', () => {
    expect(
      clear(
        [0.7],
        Array.from({ length: 40 }, () => 0.4),
      ),
    ).toBe('bgr')
  })

  it('not where both are sure of much', () => {
    expect(clear([0.9, 0.8], [0.9, 0.6, 0.6])).toBeUndefined()
  })
})

import type { Doubt } from '../family.ts'

/** Variants of families whose class ids count from 1, behind a background or a class of nobody's, or from 0. */
export const idsFrom = ['ids-from-1', 'ids-from-0'] as const

/** Which no graph tells; most count from 1. */
export const idsDoubt: Doubt = {
  what: 'variant',
  choices: [
    { label: 'class ids from 1', change: { variant: idsFrom[0], offset: 1 } },
    { label: 'class ids from 0', change: { variant: idsFrom[1], offset: 0 } },
  ],
}

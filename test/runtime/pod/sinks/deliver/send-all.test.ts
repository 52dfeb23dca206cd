import { describe, expect, it } from 'vitest'
import type { LoggedEvent } from '../../../../../src/runtime/pod/event-log/format.ts'
import { createRetryBackOff } from '../../../../../src/runtime/process/retry-back-off.ts'
import { createBatchSize } from '../../../../../src/runtime/pod/sinks/deliver/batch-size.ts'
import { sendAll, type SendContext } from '../../../../../src/runtime/pod/sinks/deliver/send-all.ts'
import type { Fault } from '../../../../../src/runtime/pod/sinks/sink.ts'

const TOO_LARGE: Fault = { kind: 'too-large', message: 'too large', waitsFor: '' }
const AWAY: Fault = { kind: 'away', message: 'away', waitsFor: 'it' }

const events = (...sizes: number[]): LoggedEvent[] =>
  sizes.map((size, offset) => ({ offset, loggedAt: 0, text: 'x'.repeat(size) }))
const offsets = (batch: readonly LoggedEvent[]): number[] => batch.map(({ offset }) => offset)

/** A target by a rule, and what became of each event. */
const route = (
  answer: (batch: readonly LoggedEvent[], sends: number) => Fault | undefined,
  isLast = false,
) => {
  const [ending, deadline] = [new AbortController(), new AbortController()]
  const seen = { sends: 0, taken: [] as number[], skipped: [] as number[], blocked: 0 }
  const context: SendContext = {
    sink: {
      send: async (batch) => {
        seen.sends += 1
        const fault = answer(batch, seen.sends)
        return fault === undefined ? { taken: true } : { taken: false, fault }
      },
      close: async () => {},
    },
    size: createBatchSize(1_000),
    backOff: createRetryBackOff({ firstMs: 250, mostMs: 5_000, random: () => 0 }),
    ending: ending.signal,
    deadline: deadline.signal,
    isLast,
    taken: (batch) => void seen.taken.push(...offsets(batch)),
    skipped: ({ offset }) => void seen.skipped.push(offset),
    blocked: () => {
      seen.blocked += 1
    },
  }
  return { context, seen, ending, deadline }
}
const bytes = (batch: readonly LoggedEvent[]): number => batch.reduce((sum, { text }) => sum + text.length, 0)

describe('sending a piece of the log', () => {
  it('cuts it into batches of the most bytes, at least one event each', async () => {
    const { context, seen } = route((batch) =>
      bytes(batch) > 1_000 && batch.length > 1 ? TOO_LARGE : undefined,
    )
    expect(await sendAll(events(600, 300, 200, 5_000, 10), context)).toBe(true)
    expect(seen).toEqual({ sends: 4, taken: [0, 1, 2, 3, 4], skipped: [], blocked: 0 })
  })

  it.each([0, 7, 19])('finds the one that is too large at place %i, and skips it alone', async (at) => {
    const sizes = Array.from({ length: 20 }, (_, n) => (n === at ? 90 : 10))
    const { context, seen } = route((batch) =>
      batch.some(({ text }) => text.length > 50) ? TOO_LARGE : undefined,
    )
    expect(await sendAll(events(...sizes), context)).toBe(true)
    expect(seen.skipped).toEqual([at])
    expect(seen.taken).toEqual(Array.from({ length: 20 }, (_, n) => n).filter((n) => n !== at))
  })

  it('tries again what was not taken, in order', async () => {
    const { context, seen } = route((_, sends) => (sends <= 2 ? AWAY : undefined))
    expect(await sendAll(events(10, 10), context)).toBe(true)
    expect(seen).toMatchObject({ sends: 3, taken: [0, 1], blocked: 2 })
  })

  it('tries once more when the pod ends, and leaves the rest to the next', async () => {
    const { context, seen, ending } = route((_, sends) => {
      if (sends === 2) ending.abort()
      return AWAY
    })
    expect(await sendAll(events(10), context)).toBe(false)
    expect(seen).toMatchObject({ taken: [], sends: 2 })
  })

  it('goes on until it is taken when the pod ends and nobody else can send it', async () => {
    const { context, seen, ending } = route((_, sends) => {
      if (sends === 2) ending.abort()
      return sends < 5 ? AWAY : undefined
    }, true)
    expect(await sendAll(events(10, 10), context)).toBe(true)
    expect(seen).toMatchObject({ taken: [0, 1], sends: 5 })
  })

  it('gives up then at the deadline', async () => {
    const { context, seen, ending, deadline } = route((_, sends) => {
      if (sends === 1) ending.abort()
      if (sends === 3) deadline.abort()
      return AWAY
    }, true)
    expect(await sendAll(events(10), context)).toBe(false)
    expect(seen).toMatchObject({ taken: [], sends: 3 })
  })

  it('gives up at once then what the target refuses', async () => {
    const { context, seen, ending } = route((_, sends) => {
      if (sends === 2) ending.abort()
      return { ...AWAY, kind: 'refused' }
    }, true)
    expect(await sendAll(events(10), context)).toBe(false)
    expect(seen).toMatchObject({ taken: [], sends: 2 })
  })
})

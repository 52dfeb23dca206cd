import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ELECTION_TIMES, elect } from '../../../../src/runtime/reconcile/leader/elect.ts'
import type { Lease, LeaseStore } from '../../../../src/runtime/reconcile/leader/lease.ts'
import { createLogger } from '../../../../src/runtime/service/log.ts'
import { pause } from '../../../../src/runtime/service/pause.ts'

const log = createLogger(() => {})

/** A lease in memory with optimistic writes, and a switch that takes it away from everybody. */
const createBook = () => {
  let lease: Lease | undefined
  let version = 0
  let [away, hangs] = [false, false]
  const wakes = new Set<() => void>()
  const answer = async (): Promise<void> => {
    if (hangs) await new Promise(() => {})
    if (away) throw new Error('away')
  }
  const tell = (): void => {
    for (const wake of wakes) wake()
  }
  const store = (): LeaseStore => ({
    read: async () => {
      await answer()
      return lease
    },
    write: async (next, over) => {
      await answer()
      if (over?.version !== lease?.version) return undefined
      version += 1
      lease = { ...next, version: String(version) }
      tell()
      return lease
    },
    seen: () => (away || hangs ? undefined : lease),
    changed: async (ms, signal) => {
      const over = new AbortController()
      const wake = (): void => over.abort()
      wakes.add(wake)
      await pause(ms, AbortSignal.any([signal, over.signal]))
      wakes.delete(wake)
    },
  })
  return {
    store,
    lease: () => lease,
    remove: () => {
      lease = undefined
      tell()
    },
    away: (yes: boolean) => {
      away = yes
    },
    hangs: (yes: boolean) => {
      hangs = yes
    },
  }
}

type Book = ReturnType<typeof createBook>

/** One that competes, and says when it leads. */
const join = (book: Book, self: string) => {
  const end = new AbortController()
  const epochs: number[] = []
  let leading = false
  let holds = (): boolean => false
  let frozen = false
  const store = book.store()
  const done = elect({
    // One that was killed writes nothing any more, and gives nothing back.
    store: { ...store, write: (next, over) => (frozen ? new Promise(() => {}) : store.write(next, over)) },
    self,
    lead: async (epoch, signal, held) => {
      epochs.push(epoch)
      holds = held
      leading = true
      await pause(1e9, signal)
      leading = false
    },
    changed: () => {},
    log,
    signal: end.signal,
    now: () => Date.now(),
    random: () => 0.5,
  })
  return {
    epochs,
    leads: () => leading && !frozen,
    holds: () => holds(),
    kill: () => {
      frozen = true
    },
    end: async () => {
      end.abort()
      await vi.advanceTimersByTimeAsync(100)
      await done
    },
  }
}

const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('an election', () => {
  let book: Book
  beforeEach(() => {
    vi.useFakeTimers()
    vi.setSystemTime('2026-05-01T12:00:00Z')
    book = createBook()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('has one leader, who keeps the lease by renewing it', async () => {
    const [a, b] = [join(book, 'a'), join(book, 'b')]
    await passes(120_000)
    expect([a.leads(), b.leads()].filter(Boolean)).toHaveLength(1)
    expect(a.epochs.length + b.epochs.length).toBe(1)
  })

  it('passes on at once, with a higher epoch, when the leader ends in order', async () => {
    const a = join(book, 'a')
    await passes(1_000)
    const b = join(book, 'b')
    await passes(5_000)
    await a.end()
    expect(book.lease()?.holder).not.toBe('a')
    await passes(2_000)
    expect(b.leads()).toBe(true)
    expect(b.epochs).toEqual([a.epochs[0]! + 1])
  })

  it('passes on within 15 s, and not before the lease has run out, when the leader is killed', async () => {
    const a = join(book, 'a')
    await passes(1_000)
    const b = join(book, 'b')
    await passes(5_000)
    a.kill()
    await passes(ELECTION_TIMES.durationMs - ELECTION_TIMES.renewMs - 1)
    expect(b.leads()).toBe(false)
    await passes(15_000 - (ELECTION_TIMES.durationMs - ELECTION_TIMES.renewMs))
    expect(b.leads()).toBe(true)
  })

  it.each(['away', 'hangs'] as const)(
    'ends the reign before the lease runs out while the book %s',
    async (how) => {
      const a = join(book, 'a')
      await passes(1_000)
      expect(a.leads()).toBe(true)
      book[how](true)
      await passes(ELECTION_TIMES.durationMs)
      expect(a.leads()).toBe(false)
    },
  )

  it('is known to be over at once by a leader that hung', async () => {
    const a = join(book, 'a')
    await passes(1_000)
    expect(a.holds()).toBe(true)
    // Time goes by, and no timer of it has run yet.
    vi.setSystemTime(Date.now() + ELECTION_TIMES.durationMs)
    expect(a.holds()).toBe(false)
  })

  it('goes on when the book is back within the time', async () => {
    const a = join(book, 'a')
    await passes(1_000)
    book.away(true)
    await passes(ELECTION_TIMES.renewMs + 2_000)
    book.away(false)
    await passes(30_000)
    expect(a.leads()).toBe(true)
    expect(a.epochs).toHaveLength(1)
  })

  it('has no leader of before after the book was away for a minute, but one', async () => {
    const [a, b] = [join(book, 'a'), join(book, 'b')]
    await passes(5_000)
    book.away(true)
    await passes(60_000)
    expect([a.leads(), b.leads()]).toEqual([false, false])
    book.away(false)
    await passes(15_000)
    expect([a.leads(), b.leads()].filter(Boolean)).toHaveLength(1)
    const epochs = [...a.epochs, ...b.epochs]
    expect(new Set(epochs).size).toBe(epochs.length)
  })

  it('begins above all epochs of before when the lease was deleted', async () => {
    const a = join(book, 'a')
    await passes(60_000)
    book.remove()
    await passes(10_000)
    expect(a.leads()).toBe(true)
    expect(a.epochs).toHaveLength(2)
    expect(a.epochs[1]).toBeGreaterThan(a.epochs[0]!)
  })

  it('lets another lead when the work of the leader fails', async () => {
    const end = new AbortController()
    const failing = elect({
      store: book.store(),
      self: 'a',
      lead: () => Promise.reject(new Error('no database')),
      changed: () => {},
      log,
      signal: end.signal,
      now: () => Date.now(),
    })
    const b = join(book, 'b')
    await passes(20_000)
    expect(b.leads()).toBe(true)
    end.abort()
    await passes(1_000)
    await failing
  })

  it('is given up by a process whose work does not end with its reign, so that never two are under way', async () => {
    const end = new AbortController()
    let reigns = 0
    const given = elect({
      store: book.store(),
      self: 'a',
      lead: () => {
        reigns += 1
        return new Promise(() => {})
      },
      changed: () => {},
      log,
      signal: end.signal,
      now: () => Date.now(),
    }).catch((error: unknown) => error)
    await passes(1_000)
    book.away(true)
    await passes(ELECTION_TIMES.durationMs)
    book.away(false)
    await passes(ELECTION_TIMES.drainMs)
    expect(await given).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining('has not ended') })
    expect(reigns).toBe(1)
  })
})

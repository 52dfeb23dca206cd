import { afterEach, describe, expect, it, vi } from 'vitest'
import { GazeError } from '../../../../src/runtime/errors.ts'
import type { Item } from '../../../../src/runtime/pipeline/item.ts'
import type { Emit } from '../../../../src/runtime/pipeline/node.ts'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'
import { createHarness, gate, never, turn } from './harness.ts'

afterEach(() => void vi.useRealTimers())

describe('a pipeline that runs to its end', () => {
  it('opens sinks first and the source last, flushes in graph order, and closes the source first', async () => {
    const { engine, log, released } = createHarness({
      frames: 2,
      parts: { a: {}, b: { sink: true } },
      graph: 'b<a a<source',
    })
    await engine.run(never)
    expect(log).toEqual([
      'open b',
      'open a',
      'open source',
      'a 0',
      'b 0',
      'a 1',
      'b 1',
      'flush a',
      'flush b',
      'close source',
      'close a',
      'close b',
    ])
    expect(released).toEqual([0, 1])
    expect(engine.state()).toMatchObject({
      completed: true,
      ledger: { captured: 2, processed: 2, inFlight: 0, dropped: {} },
    })
  })

  it('counts and times each node', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const takes = async (ms: number): Promise<void> => void vi.advanceTimersByTime(ms)
    const { engine } = createHarness({
      frames: 4,
      parts: {
        a: { process: (item, emit) => (item.frame.index % 2 ? emit(item) : undefined) },
        b: { sink: true, process: (item) => takes(item.frame.index) },
      },
      graph: 'a<source b<a',
    })
    await engine.run(never)
    const [source, a, b] = engine.state().nodes
    expect(source).toMatchObject({ id: 'source', in: 0, out: 4 })
    expect(a).toMatchObject({ in: 4, out: 0, dropped: {}, lastAt: '', queued: 0 })
    expect(b).toMatchObject({ in: 2, out: 2 })
    expect(a).toMatchObject({ meanMs: 0, p99Ms: 0 })
    // Frames 1 and 3; buckets of the histogram are a tenth wide.
    expect(b!.meanMs).toBe(2)
    expect(b!.p99Ms).toBeGreaterThanOrEqual(3)
    expect(b!.p99Ms).toBeLessThan(3.31)
  })

  it('says of a node that fails why, until it does not', async () => {
    let failing = true
    const { engine } = createHarness({
      frames: 5,
      parts: {
        a: {
          process: (item, emit) => {
            failing = item.frame.index >= 2 && item.frame.index < 4
            if (failing)
              throw new GazeError('MODEL_FAILED', 'it fails', { why: `picture ${item.frame.index}` })
            const { failing: before, message } = engine.state().nodes[1]!
            seen.push({ before, message })
            return emit(item)
          },
        },
        b: { sink: true },
      },
      graph: 'a<source b<a',
    })
    const seen: { before: number | undefined; message: string }[] = []
    await engine.run(never)
    expect(seen).toEqual([
      ...Array.from({ length: 2 }, () => ({ before: undefined, message: '' })),
      { before: 2, message: 'the last 2 items failed: it fails: picture 3' },
    ])
    const [, a] = engine.state().nodes
    expect(a).toMatchObject({ in: 5, dropped: { error: 2 }, message: '' })
    expect(a).not.toHaveProperty('failing')
  })

  it('delivers what nodes hold back until the end', async () => {
    const held: number[] = []
    const { engine, log } = createHarness({
      frames: 2,
      parts: {
        a: {
          process: (item) => void held.push(item.frame.index),
          flush: (emit) => emit({ frame: { index: 9, release: () => undefined } as never }),
        },
        b: { sink: true },
      },
      graph: 'a<source b<a',
    })
    await engine.run(never)
    expect(held).toEqual([0, 1])
    expect(log.slice(log.indexOf('flush a'), -3)).toEqual(['flush a', 'b 9', 'flush b'])
  })
})

describe('events', () => {
  it('have deterministic ids, and are recorded before anything behind sees them', async () => {
    const seen: string[] = []
    const recorded: GazeEvent[] = []
    const harness = createHarness({
      frames: 2,
      parts: {
        a: {
          process: (item, emit) => {
            const context = harness.contexts.get('a')!
            const make = (n: number) => context.event('gaze.line.crossed', item.frame, { n })
            void emit({ ...item, events: [make(1), make(2)] })
            return emit(item)
          },
        },
        b: {
          sink: true,
          process: (item) => void seen.push(`saw ${item.frame.index}:${item.events?.length ?? 0}`),
        },
      },
      graph: 'a<source b<a',
      options: {
        record: async (events) => {
          await turn()
          recorded.push(...events)
          seen.push(`recorded ${events.length}`)
        },
      },
    })
    await harness.engine.run(never)
    expect(seen).toEqual(['recorded 2', 'saw 0:2', 'saw 0:0', 'recorded 2', 'saw 1:2', 'saw 1:0'])
    expect(recorded.map(({ id }) => id)).toEqual([
      's/1/0/line.crossed/0',
      's/1/0/line.crossed/1',
      's/1/1/line.crossed/0',
      's/1/1/line.crossed/1',
    ])
    expect(recorded[2]).toEqual({
      specversion: '1.0',
      id: 's/1/1/line.crossed/0',
      source: '/gaze/streams/s',
      type: 'gaze.line.crossed',
      time: '1970-01-01T00:00:00.040Z',
      datacontenttype: 'application/json',
      data: { n: 1 },
    })
  })

  it('that cannot be recorded do not go on, and the frame counts as dropped', async () => {
    const harness = createHarness({
      frames: 1,
      parts: {
        a: {
          process: (item, emit) =>
            emit({ ...item, events: [harness.contexts.get('a')!.event('gaze.count', item.frame, {})] }),
        },
        b: { sink: true },
      },
      graph: 'a<source b<a',
      options: { record: () => Promise.reject(new Error('disk full')) },
    })
    await harness.engine.run(never)
    expect(harness.log).not.toContain('b 0')
    expect(harness.engine.state().ledger.dropped).toEqual({ 'not-recorded': 1 })
    expect(harness.warnings.join()).toContain('disk full')
  })
})

describe('a failing item', () => {
  it('is a counted drop and a warning, added up; the rest goes on', async () => {
    const done: (string | undefined)[] = []
    const { engine, log, warnings, released } = createHarness({
      frames: 30,
      done: (_, dropped) => done.push(dropped),
      parts: {
        a: {
          process: (item, emit) => {
            if (item.frame.index % 3 === 0) throw new Error(`bad ${item.frame.index}`)
            if (item.frame.index % 3 === 1) return Promise.reject(new Error(`worse ${item.frame.index}`))
            return emit(item)
          },
        },
        b: { sink: true },
      },
      graph: 'a<source b<a',
    })
    await engine.run(never)
    expect(log.filter((line) => line.startsWith('b '))).toHaveLength(10)
    expect(released).toHaveLength(30)
    expect(done.filter((dropped) => dropped === 'node-error')).toHaveLength(20)
    expect(engine.state().ledger).toEqual({
      captured: 30,
      processed: 10,
      inFlight: 0,
      dropped: { 'node-error': 20 },
    })
    expect(engine.state().nodes[1]?.dropped).toEqual({ error: 20 })
    expect(warnings.length).toBeLessThanOrEqual(3)
    expect(warnings.join()).toContain('errors, last: worse 28')
  })
})

describe('a failing node', () => {
  it('that cannot be opened is an error with its name, and what is open already is closed', async () => {
    const { engine, log } = createHarness({
      parts: {
        a: {
          open: () => {
            throw new GazeError('SINK_FAILED', 'no', { why: 'because', hint: 'do this' })
          },
        },
        b: { sink: true },
      },
      graph: 'a<source b<a',
    })
    await expect(engine.run(never)).rejects.toMatchObject({
      code: 'SINK_FAILED',
      message: 'node a: no',
      why: 'because',
      hint: 'do this',
    })
    expect(log).toEqual(['open b', 'close b'])
  })

  it('that does not close, or closes with an error, does not keep the others open', async () => {
    const { engine, log, warnings } = createHarness({
      parts: {
        a: { close: () => new Promise(() => undefined) },
        b: { close: () => Promise.reject(new Error('torn')) },
      },
      graph: 'a<source b<source',
      options: { drainMs: 20 },
    })
    await engine.run(never)
    expect(log).toContain('close source')
    expect(warnings.join()).toMatch(/a did not close[\s\S]*b did not close: torn/)
  })

  it('which is the source ends the run after all of its frames were processed', async () => {
    const { engine, log, released } = createHarness({
      source: async (emit, _, make) => {
        await emit({ frame: make(0) })
        throw new GazeError('SOURCE_FAILED', 'the file ends early')
      },
      parts: { a: { sink: true } },
      graph: 'a<source',
    })
    await expect(engine.run(never)).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
    expect(log).toEqual(['open a', 'open source', 'a 0', 'flush a', 'close source', 'close a'])
    expect(released).toEqual([0])
    expect(engine.state().completed).toBe(false)
  })
})

describe('branches', () => {
  it('reach a common node once a frame, with what each found, whatever takes longer', async () => {
    const seen: string[] = []
    const node = (name: string, wait: boolean) => ({
      process: async (item: Item, emit: Emit) => {
        if (wait) await turn()
        const event = harness.contexts.get(name)!.event('gaze.count', item.frame, { name })
        if (item.frame.index === 1 && name === 'a') return
        await emit({ ...item, events: [event] })
      },
    })
    const harness = createHarness({
      frames: 3,
      parts: {
        a: node('a', true),
        b: node('b', false),
        c: {
          sink: true,
          process: (item) =>
            void seen.push(`${item.frame.index}:${item.events?.map(({ data }) => data.name).join('+')}`),
        },
      },
      graph: 'a<source b<source c<a,b',
      options: { mode: 'stream' },
    })
    await harness.engine.run(never)
    expect(seen).toEqual(['0:a+b', '1:b', '2:a+b'])
    expect(harness.released).toEqual([0, 1, 2])
  })

  it('passed over by all nodes before a common one leave nothing behind', async () => {
    const { engine, log, released } = createHarness({
      frames: 5,
      parts: { a: { process: () => undefined }, b: { process: () => undefined }, c: {}, d: { sink: true } },
      graph: 'a<source b<source c<b d<a,c',
    })
    await engine.run(never)
    expect(log.filter((line) => line.startsWith('d '))).toEqual([])
    expect(released).toHaveLength(5)
    expect(engine.state().ledger).toMatchObject({ processed: 5, inFlight: 0 })
  })
})

describe('a slow node', () => {
  it('makes a source that is not live wait: nothing is lost', async () => {
    const gates = [gate(), gate(), gate()]
    let emitted = 0
    const { engine, released } = createHarness({
      source: async (emit, _, make) => {
        for (; emitted < 3; emitted++) await emit({ frame: make(emitted) })
      },
      parts: { a: { sink: true, process: (item) => gates[item.frame.index]!.opened } },
      graph: 'a<source',
    })
    const running = engine.run(never)
    for (let n = 0; n < 3; n++) {
      for (let i = 0; i < 20; i++) await turn()
      expect(emitted).toBe(n)
      gates[n]!.open()
    }
    await running
    expect(released).toEqual([0, 1, 2])
  })

  it('of a stream lets a bounded number wait, then the source', async () => {
    const slow = gate()
    let emitted = 0
    const { engine, released } = createHarness({
      source: async (emit, _, make) => {
        for (; emitted < 40; emitted++) await emit({ frame: make(emitted) })
      },
      parts: { a: { sink: true, process: () => slow.opened } },
      graph: 'a<source',
      options: { mode: 'stream' },
    })
    const running = engine.run(never)
    for (let i = 0; i < 100; i++) await turn()
    expect(emitted).toBe(9)
    expect(engine.state().nodes[1]).toMatchObject({ queued: 9 })
    slow.open()
    await running
    expect(released).toHaveLength(40)
  })

  it('drops the oldest frames of a live source, counted, but none that carries events', async () => {
    const slow = gate()
    const done: string[] = []
    const { engine, log, released } = createHarness({
      live: true,
      source: async (emit, context, make) => {
        for (let index = 0; index < 10; index++) {
          const frame = make(index)
          const events = index === 3 ? [context.event('gaze.count', frame, {})] : []
          await emit({ frame, events })
        }
        slow.open()
      },
      done: (index, dropped) => void (dropped && done.push(`${index} ${dropped}`)),
      parts: { a: { sink: true, process: () => slow.opened } },
      graph: 'a<source',
      options: { mode: 'stream' },
    })
    await engine.run(never)
    expect(log.filter((line) => line.startsWith('a '))).toEqual(['a 0', 'a 3', 'a 9'])
    expect(done).toEqual(['1', '2', '4', '5', '6', '7', '8'].map((index) => `${index} slow-node`))
    expect(released).toHaveLength(10)
    expect(engine.state().ledger).toEqual({
      captured: 10,
      processed: 3,
      inFlight: 0,
      dropped: { 'slow-node': 7 },
    })
  })
})

describe('what a node lost by its own account', () => {
  it('is in the ledger for a source, and balances', async () => {
    const { engine } = createHarness({
      source: async (emit, context, make) => {
        context.drop('not-a-jpeg', 2)
        await emit({ frame: make(0) })
      },
      parts: { a: { sink: true } },
      graph: 'a<source',
    })
    await engine.run(never)
    expect(engine.state().ledger).toEqual({
      captured: 3,
      processed: 1,
      inFlight: 0,
      dropped: { 'not-a-jpeg': 2 },
    })
  })
})

describe('an abort', () => {
  const stages = ['before', 'opening', 'source opening', 'running', 'processing'] as const
  it.each(stages)('%s: ends, with everything closed and given back', async (stage) => {
    const controller = new AbortController()
    const abortAt = (here: string): void => void (here === stage && controller.abort())
    const { engine, log, released } = createHarness({
      source: async (emit, { signal }, make) => {
        abortAt('running')
        for (let index = 0; !signal.aborted && index < 1_000; index++) await emit({ frame: make(index) })
      },
      sourceOpen: () => abortAt('source opening'),
      parts: {
        a: { open: () => abortAt('opening') },
        b: { sink: true, process: (item) => void (item.frame.index === 5 && abortAt('processing')) },
      },
      graph: 'a<source b<a',
    })
    abortAt('before')
    await engine.run(controller.signal)
    const opened = log.filter((line) => line.startsWith('open ')).map((line) => line.slice(5))
    const closed = log.filter((line) => line.startsWith('close ')).map((line) => line.slice(6))
    await turn()
    expect(closed.toSorted()).toEqual(opened.toSorted())
    const { captured, inFlight } = engine.state().ledger
    expect(inFlight).toBe(0)
    expect(released).toHaveLength(captured)
    expect(engine.state().completed).toBe(false)
  })

  it('does not wait for ever: neither for the source nor for a node, and what they hold is counted', async () => {
    const controller = new AbortController()
    const { engine, released, warnings } = createHarness({
      source: async (emit, _, make) => {
        void emit({ frame: make(0) })
        void emit({ frame: make(1) })
        controller.abort()
        await new Promise(() => undefined)
      },
      parts: { a: { sink: true, process: () => new Promise(() => undefined) } },
      graph: 'a<source',
      options: { drainMs: 30 },
    })
    await engine.run(controller.signal)
    expect(released.toSorted()).toEqual([0, 1])
    expect(engine.state().ledger).toEqual({ captured: 2, processed: 0, inFlight: 0, dropped: { stopped: 2 } })
    expect(warnings.join()).toContain('never given back')
  })
})

describe('synchronous nodes', () => {
  it('let the event loop have its turns', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const { engine } = createHarness({
      // Without turns this would never end.
      source: async (emit, _, make) => {
        for (let index = 0; turns < 3; index++) await emit({ frame: make(index) })
      },
      parts: { a: { sink: true } },
      graph: 'a<source',
    })
    await engine.run(never)
    clearInterval(timer)
    expect(engine.state().completed).toBe(true)
  })
})

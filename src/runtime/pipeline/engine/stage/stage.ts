import { sentenceOf } from '../../../errors.ts'
import type { Frame, Item } from '../../item.ts'
import type { Node } from '../../node.ts'
import { createEmitter, type EmitterSetup } from './emitter.ts'
import { createInbox, type InboxPolicy } from './inbox.ts'
import { createJoin } from './join.ts'
import { createLookahead } from './lookahead.ts'
import type { Inlet, Sent } from './outlet.ts'

export interface StageSetup extends EmitterSetup, InboxPolicy {
  readonly node: Node
  readonly sink: boolean
  /** Ways in. */
  readonly ways: number
  /** A node behind it waits for several ways in. */
  readonly joinsBehind: boolean
}

/** A node at work: takes one item at a time, in order of arrival. */
export interface Stage {
  inlet(way: number): Inlet
  queued(): number
  /** Works off what waits, then gives what the node still holds back. */
  flush(): Promise<void>
  /** Takes nothing more, and drops what waits. */
  stop(): void
}

interface Failure {
  readonly error: unknown
}

export const createStage = (setup: StageSetup): Stage => {
  const { node, outlet, meter, book, clock } = setup
  const emitter = createEmitter(setup)
  const join = setup.ways > 1 ? createJoin(setup.ways) : undefined

  const finish = (item: Item, began: number, lost: number, failure?: Failure): Sent => {
    meter.took(clock() - began - emitter.elsewhereMs())
    meter.finished(failure && sentenceOf(failure.error))
    if (failure) {
      meter.drop('error', 1)
      setup.complain(failure.error)
    } else if (setup.sink && meter.dropped() === lost) meter.delivered()
    const passed = emitter.gave() ? undefined : outlet.pass(item.frame)
    book.release(item.frame, failure && 'node-error')
    return passed
  }
  const settle = async (work: Promise<void> | undefined, item: Item, began: number, lost: number) => {
    let failure: Failure | undefined
    try {
      await work
    } catch (error) {
      failure = { error }
    }
    await emitter.settled()
    await finish(item, began, lost, failure)
  }
  const run = (item: Item): Sent => {
    meter.taken()
    emitter.watch(item.frame)
    const began = clock()
    const lost = meter.dropped()
    try {
      const work = node.process(item, emitter.emit)
      if (work || emitter.isPending()) return settle(work || undefined, item, began, lost)
    } catch (error) {
      if (emitter.isPending()) return settle(Promise.reject(error), item, began, lost)
      return finish(item, began, lost, { error })
    }
    return finish(item, began, lost)
  }
  const inbox = createInbox(setup, run, (item, reason) => {
    meter.drop(reason, 1)
    book.release(item.frame, reason)
    return outlet.pass(item.frame)
  })
  const lookahead = node.ahead && createLookahead(node.ahead, inbox.put)
  const take = (item: Item): Sent => {
    book.retain(item.frame)
    return lookahead ? lookahead.take(item) : inbox.put(item)
  }
  const passOver = (frame: Frame): Sent => {
    if (!lookahead) return outlet.pass(frame)
    book.retain(frame)
    return lookahead.behind(() => {
      const passed = outlet.pass(frame)
      book.release(frame)
      return passed
    })
  }
  const arrive = (way: number, frame: Frame, item: Item | undefined): Sent => {
    if (!join) return item ? take(item) : passOver(frame)
    const joined = join.arrive(way, frame, item)
    if (!joined.complete) {
      if (joined.first) book.retain(frame)
      return undefined
    }
    const sent = joined.item ? take(joined.item) : passOver(frame)
    if (joined.held) book.release(frame)
    return sent
  }
  return {
    inlet: (way) => ({
      joins: setup.joinsBehind || join !== undefined,
      accept: (item) => arrive(way, item.frame, item),
      pass: (frame) => arrive(way, frame, undefined),
    }),
    queued: () => inbox.size() + (lookahead?.size() ?? 0),
    async flush() {
      for (const item of join?.rest() ?? []) {
        await take(item)
        book.release(item.frame)
      }
      await lookahead?.flush()
      await inbox.idle()
      await node.flush?.(emitter.emit)
      await emitter.settled()
    },
    stop() {
      inbox.stop()
      // Each is refused now, so none has to be waited for.
      void lookahead?.flush()
    },
  }
}

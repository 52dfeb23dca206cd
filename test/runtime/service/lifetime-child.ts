import { setTimeout as sleep } from 'node:timers/promises'
import { startLifetime } from '../../../src/runtime/service/lifetime.ts'
import { createLogger } from '../../../src/runtime/service/log.ts'

// A process that ends in a way that its argument names; it says each step on stdout.
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const log = createLogger((line) => process.stderr.write(line))
// Only what hangs is to meet its deadline, also on a machine that is busy.
const life = startLifetime({ log, deadlineMs: process.argv[2] === 'hanging' ? 1_000 : 50_000 })

const ways: Record<string, () => void> = {
  orderly: () => {
    life.onDrain('first', () => say('first'))
    life.onDrain('second', async () => {
      await sleep(50)
      say('second')
    })
  },
  slow: () => life.onDrain('slow', () => sleep(60_000)),
  hanging: () => {
    life.onDrain('after', () => say('after'))
    life.onDrain('hanging', (deadline) => {
      deadline.addEventListener('abort', () => say('deadline'))
      return new Promise(() => {})
    })
  },
  throwing: () => {
    life.onDrain('after', () => say('after'))
    life.onDrain('throwing', () => Promise.reject(new Error('it broke')))
  },
  failing: () => {
    life.onDrain('after', () => say('after'))
    life.fail('the source\nis gone')
  },
  crashing: () => {
    setTimeout(() => {
      throw new Error('an unforeseen thing')
    }, 10)
  },
  telling: () => {
    for (let n = 0; n < 1_000; n += 1) life.report({ n })
  },
}

ways[process.argv[2] ?? '']?.()
setInterval(() => {}, 1_000)
say('up')

import { afterAll, beforeAll, describe, it } from 'vitest'
import type { RunningCli } from '../cli.ts'
import { killRound, renew, startLoad, VICTIMS } from './rounds.ts'
import { createStack, type TestStack } from '../stack.ts'

/** Kills each process of a stack under load so many times, and looks each time at what must hold. */
export const killSuite = (rounds: number, timeoutMs: number): void => {
  let stack: TestStack
  let sender: RunningCli

  beforeAll(async () => {
    stack = createStack()
    sender = await startLoad(stack)
  })
  afterAll(async () => {
    await sender?.stop('SIGKILL')
    await stack.clear()
  })

  describe(`kill -9 under load, ${rounds} times`, () => {
    it.each(VICTIMS)(
      'of the %s: all is back, nothing twice, nothing left, the ledger balances',
      async (victim) => {
        for (let round = 0; round < rounds; round++) {
          if (round % 3 === 0) await renew(stack)
          await killRound(stack, victim)
        }
      },
      timeoutMs,
    )
  })
}

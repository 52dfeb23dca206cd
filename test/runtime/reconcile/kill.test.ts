import { afterAll, beforeAll, describe, it } from 'vitest'
import type { RunningCli } from '../../support/cli.ts'
import { killRound, renew, startLoad, VICTIMS } from '../../support/kill-rounds.ts'
import { createStack, type TestStack } from '../../support/stack.ts'

const ROUNDS = 3
let stack: TestStack
let sender: RunningCli

beforeAll(async () => {
  stack = createStack()
  sender = await startLoad(stack)
}, 60_000)
afterAll(async () => {
  await sender?.stop('SIGKILL')
  await stack.clear()
}, 60_000)

describe('kill -9 under load', () => {
  it.each(VICTIMS)(
    'of the %s: all is back, nothing twice, nothing left, the ledger balances',
    async (victim) => {
      for (let round = 0; round < ROUNDS; round++) {
        if (round % 3 === 0) await renew(stack)
        await killRound(stack, victim)
      }
    },
    120_000,
  )
})

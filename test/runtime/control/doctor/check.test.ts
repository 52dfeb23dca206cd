import { describe, expect, it } from 'vitest'
import { type Check, type CheckResult, runChecks } from '../../../../src/runtime/control/doctor/check.ts'
import { GazeError } from '../../../../src/runtime/errors.ts'

const results = async (checks: readonly Check[]): Promise<CheckResult[]> => {
  const all: CheckResult[] = []
  for await (const result of runChecks(checks, new AbortController().signal)) all.push(result)
  return all
}

const fails = new GazeError('NOT_ALLOWED', 'no', { why: 'because', hint: 'ask' })

describe('checks', () => {
  it('say what was found, what is odd, and what is missing, why and what to do', async () => {
    const checks: Check[] = [
      { name: 'a', look: async () => 'there' },
      { name: 'b', look: async () => ({ warning: 'odd', next: 'look' }) },
      { name: 'c', look: () => Promise.reject(fails) },
      { name: 'd', look: () => Promise.reject(new Error('broken')) },
    ]
    expect(await results(checks)).toEqual([
      { name: 'a', state: 'ok', message: 'there', next: '' },
      { name: 'b', state: 'warning', message: 'odd', next: 'look' },
      { name: 'c', state: 'failed', message: 'no: because', next: 'ask' },
      { name: 'd', state: 'failed', message: 'broken', next: '' },
    ])
  })

  it('skip what needs something that failed or was skipped, and nothing else', async () => {
    const there = async () => 'there'
    const states = await results([
      { name: 'a', look: () => Promise.reject(fails) },
      { name: 'b', needs: ['a'], look: there },
      { name: 'c', needs: ['b'], look: there },
      { name: 'd', look: there },
    ])
    expect(states.map(({ state }) => state)).toEqual(['failed', 'skipped', 'skipped', 'ok'])
    expect(states[2]?.message).toBe('needs b')
  })

  it('end with the signal', async () => {
    const ending = new AbortController()
    const look = async (): Promise<string> => {
      ending.abort(new Error('ended'))
      throw new Error('cut')
    }
    const run = async (): Promise<void> => {
      for await (const _ of runChecks([{ name: 'a', look }], ending.signal));
    }
    await expect(run()).rejects.toThrow('ended')
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { claim } from '../../../../../src/runtime/pod/sinks/log/claim.ts'

/** Who acts, and what happens before each of its calls of the file system. */
interface Actor {
  readonly pid: number
  calls: number
  readonly before: (call: number) => void
}

const stage = vi.hoisted(() => ({ actor: undefined as Actor | undefined, dead: new Set<number>() }))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const seen = <A extends unknown[], R>(call: (...args: A) => R) =>
    function seenCall(...args: A): R {
      const { actor } = stage
      if (actor !== undefined) {
        actor.calls += 1
        actor.before(actor.calls)
      }
      return call(...args)
    }
  return {
    ...fs,
    linkSync: seen(fs.linkSync),
    readFileSync: seen(fs.readFileSync),
    renameSync: seen(fs.renameSync),
    rmSync: seen(fs.rmSync),
    writeFileSync: seen(fs.writeFileSync),
  }
})

vi.mock('../../../../../src/runtime/service/process-mark.ts', () => ({
  ownIdentity: () => ({ pid: stage.actor?.pid, mark: 'test' }),
  isAlive: ({ pid }: { pid: number }) => pid > 0 && !stage.dead.has(pid),
}))

class Killed extends Error {}

/** A process that tries to get the file; true when it has it. */
const tries = (pid: number, path: string, before: Actor['before'] = () => {}) => {
  const outer = stage.actor
  const actor = { pid, calls: 0, before }
  stage.actor = actor
  try {
    const release = claim(path)
    return { has: release !== undefined, calls: actor.calls, release }
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    stage.dead.add(pid)
    return { has: false, calls: actor.calls }
  } finally {
    stage.actor = outer
  }
}

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-claim-'))
  stage.dead.clear()
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

let files = 0
/** The claim of a process that is dead. */
const deadClaim = (): string => {
  files += 1
  const path = join(dir, `kafka-${files}.claim`)
  writeFileSync(path, JSON.stringify({ pid: -files, mark: 'test' }))
  return path
}

const mostCalls = (): number => tries(1, deadClaim()).calls

const killedAt = (pid: number, path: string, at: number) =>
  tries(pid, path, (call) => {
    if (call >= at) throw new Killed()
  })

describe('the claim of a dead process', () => {
  it('is taken over by one alone, whatever two others do in between', () => {
    const most = mostCalls()
    expect(most).toBeGreaterThan(4)
    for (let first = 1; first <= most; first += 1)
      for (let second = first; second <= most; second += 1) {
        const path = deadClaim()
        const others: boolean[] = []
        const { has } = tries(1, path, (call) => {
          if (call === first) others.push(tries(2, path).has)
          if (call === second) others.push(tries(3, path).has)
        })
        expect([has, ...others].filter(Boolean), `calls ${first} and ${second}`).toHaveLength(1)
        expect(tries(4, path).has).toBe(false)
      }
  })

  it('is taken over by one alone also when another had it meanwhile and let go of it', () => {
    const most = mostCalls()
    for (let first = 1; first <= most; first += 1)
      for (let second = first; second <= most; second += 1) {
        const path = deadClaim()
        let between = false
        const { has } = tries(1, path, (call) => {
          if (call === first) tries(2, path).release?.()
          if (call === second) between = tries(3, path).has
        })
        expect([has, between].filter(Boolean).length, `calls ${first} and ${second}`).toBeLessThan(2)
        expect(tries(4, path).has).toBe(!has && !between)
      }
  })

  it('can be had after any number of heirs that were killed on the way', () => {
    const most = mostCalls()
    for (let first = 2; first < most; first += 1)
      for (let second = 2; second < most; second += 1) {
        stage.dead.clear()
        const path = deadClaim()
        killedAt(1, path, first)
        killedAt(2, path, second)
        expect(tries(3, path).has, `killed at calls ${first} and ${second}`).toBe(true)
        expect(tries(4, path).has).toBe(false)
      }
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type RolloutGoal,
  type RolloutPod,
  rolloutSteps,
} from '../../../../src/runtime/cluster/local/rollout.ts'

const states = ['starting', 'ready', 'failing', 'stopping'] as const
const hashes = ['a', 'b', 'c'] as const

const goals = fc.record({
  stream: fc.constant('cam'),
  hash: fc.constantFrom(...hashes),
  replicas: fc.nat(5),
  rollout: fc.constantFrom('rolling', 'recreate'),
}) as fc.Arbitrary<RolloutGoal>

const pods: fc.Arbitrary<RolloutPod[]> = fc.uniqueArray(
  fc
    .record({ hash: fc.constantFrom(...hashes), n: fc.nat(6), state: fc.constantFrom(...states) })
    .map(({ hash, n, state }) => ({ name: `cam-${hash}-${n}`, hash, state })),
  { selector: ({ name }) => name, maxLength: 10 },
)

const hashOf = (name: string): string => name.split('-')[1] ?? ''

/** One round: steps are carried out, then one thing that was under way comes to its end, as `pick` chooses. */
const advance = (goal: RolloutGoal, now: RolloutPod[], pick: number) => {
  const steps = rolloutSteps(goal, now)
  const stopped = new Set(steps.filter(({ action }) => action === 'stop').map(({ name }) => name))
  const next: RolloutPod[] = now.map((pod) => (stopped.has(pod.name) ? { ...pod, state: 'stopping' } : pod))
  for (const { action, name } of steps)
    if (action === 'start') next.push({ name, hash: hashOf(name), state: 'starting' })
  const moving = next.filter(({ state }) => state !== 'ready')
  const chosen = moving[pick % Math.max(1, moving.length)]
  const after = next.flatMap((pod): RolloutPod[] => {
    if (pod !== chosen) return [pod]
    return pod.state === 'stopping' ? [] : [{ ...pod, state: 'ready' }]
  })
  return { steps, next, after, moved: chosen !== undefined }
}

const settle = (
  goal: RolloutGoal,
  from: RolloutPod[],
  picks: readonly number[],
  look: (p: RolloutPod[]) => void,
) => {
  let now = from
  for (let round = 0; round < 100; round++) {
    const { steps, next, after, moved } = advance(goal, now, picks[round % picks.length] ?? 0)
    expect(new Set(next.map(({ name }) => name)).size).toBe(next.length)
    look(next)
    if (steps.length === 0 && !moved) return now
    now = after
  }
  throw new Error('no end')
}

const picks = fc.array(fc.nat(20), { minLength: 1, maxLength: 20 })

describe('rolloutSteps', () => {
  it('ends at the goal from any state, and then has nothing to do', () => {
    fc.assert(
      fc.property(goals, pods, picks, (goal, from, order) => {
        const end = settle(goal, from, order, () => {})
        expect(end.map(({ hash }) => hash)).toEqual(Array(goal.replicas).fill(goal.hash))
        expect(end.every(({ state }) => state === 'ready')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('rolling: as many stay ready as were, up to the goal', () => {
    fc.assert(
      fc.property(goals, pods, picks, (goal, from, order) => {
        const ready = (list: RolloutPod[]): number => list.filter(({ state }) => state === 'ready').length
        const least = Math.min(goal.replicas, ready(from))
        settle({ ...goal, rollout: 'rolling' }, from, order, (list) =>
          expect(ready(list)).toBeGreaterThanOrEqual(least),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('recreate: a new pod never starts beside one that has not gone', () => {
    fc.assert(
      fc.property(goals, pods, (goal, from) => {
        const starts = rolloutSteps({ ...goal, rollout: 'recreate' }, from).filter(
          ({ action }) => action === 'start',
        )
        if (from.some(({ hash, state }) => hash !== goal.hash || state === 'stopping'))
          expect(starts).toEqual([])
      }),
    )
  })

  it('rolls over one at a time', () => {
    const old: RolloutPod[] = [0, 1, 2].map((n) => ({ name: `cam-a-${n}`, hash: 'a', state: 'ready' }))
    const goal: RolloutGoal = { stream: 'cam', hash: 'b', replicas: 3, rollout: 'rolling' }
    expect(rolloutSteps(goal, old)).toEqual([{ action: 'start', name: 'cam-b-0' }])
    const started: RolloutPod = { name: 'cam-b-0', hash: 'b', state: 'starting' }
    expect(rolloutSteps(goal, [...old, started])).toEqual([])
    expect(rolloutSteps(goal, [...old, { ...started, state: 'ready' }])).toEqual([
      { action: 'stop', name: 'cam-a-2' },
      { action: 'start', name: 'cam-b-1' },
    ])
  })
})

/** One pod as the rollout sees it. */
export interface RolloutPod {
  readonly name: string
  readonly hash: string
  /** `failing`: it died and waits for its next try. `stopping`: it has been told to end. */
  readonly state: 'starting' | 'ready' | 'failing' | 'stopping'
}

export interface RolloutGoal {
  readonly stream: string
  readonly hash: string
  readonly replicas: number
  readonly rollout: 'rolling' | 'recreate'
}

export type RolloutStep =
  | { readonly action: 'start'; readonly name: string }
  | { readonly action: 'stop'; readonly name: string }

const isReady = (pod: RolloutPod): boolean => pod.state === 'ready'

/** Unhealthy first, then the youngest. */
const expendable = (pods: readonly RolloutPod[]): RolloutPod[] =>
  [...pods].sort((a, b) => Number(isReady(a)) - Number(isReady(b)) || (a.name < b.name ? 1 : -1))

const stop = (pods: readonly RolloutPod[]): RolloutStep[] =>
  pods.map(({ name }) => ({ action: 'stop', name }))

/** `<stream>-<hash>-<n>` with the lowest numbers that nobody has. */
const start = (goal: RolloutGoal, pods: readonly RolloutPod[], count: number): RolloutStep[] => {
  const taken = new Set(pods.map(({ name }) => name))
  const steps: RolloutStep[] = []
  for (let n = 0; steps.length < count; n++) {
    const name = `${goal.stream}-${goal.hash}-${n}`
    if (!taken.has(name)) steps.push({ action: 'start', name })
  }
  return steps
}

/** Starts all that is missing when nothing old is left; until then one at a time, each ready before the next. */
const missing = (goal: RolloutGoal, current: readonly RolloutPod[], old: readonly RolloutPod[]): number => {
  const lack = Math.max(0, goal.replicas - current.length)
  if (old.length === 0) return lack
  return current.every(isReady) ? Math.min(1, lack) : 0
}

const rolling = (
  goal: RolloutGoal,
  pods: readonly RolloutPod[],
  alive: readonly RolloutPod[],
): RolloutStep[] => {
  const current = alive.filter(({ hash }) => hash === goal.hash)
  const old = alive.filter(({ hash }) => hash !== goal.hash)
  const serving = old.filter(isReady)
  const room = Math.max(0, goal.replicas - current.filter(isReady).length)
  return [
    ...stop(expendable(current).slice(0, Math.max(0, current.length - goal.replicas))),
    ...stop(old.filter((pod) => !isReady(pod))),
    ...stop(expendable(serving).slice(0, Math.max(0, serving.length - room))),
    ...start(goal, pods, missing(goal, current, serving)),
  ]
}

const recreate = (
  goal: RolloutGoal,
  pods: readonly RolloutPod[],
  alive: readonly RolloutPod[],
): RolloutStep[] => {
  const current = alive.filter(({ hash }) => hash === goal.hash)
  const surplus = stop(expendable(current).slice(0, Math.max(0, current.length - goal.replicas)))
  const old = alive.filter(({ hash }) => hash !== goal.hash)
  // A pod that is still ending counts: two must never hold the stream's memory at once.
  const busy = pods.some(({ hash, state }) => hash !== goal.hash || state === 'stopping')
  return [
    ...stop(old),
    ...surplus,
    ...start(goal, pods, busy ? 0 : Math.max(0, goal.replicas - current.length)),
  ]
}

/** What to start and stop now, so that in the end exactly the goal runs. Pure; called again at each change. */
export const rolloutSteps = (goal: RolloutGoal, pods: readonly RolloutPod[]): RolloutStep[] => {
  const alive = pods.filter(({ state }) => state !== 'stopping')
  return goal.rollout === 'rolling' ? rolling(goal, pods, alive) : recreate(goal, pods, alive)
}

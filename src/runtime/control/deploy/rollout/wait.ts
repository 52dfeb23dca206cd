import { setTimeout as sleep } from 'node:timers/promises'
import { formatDuration } from '../../../duration.ts'
import { GazeError, isGazeError } from '../../../errors.ts'
import type { KubeClient } from '../../../kubernetes/client.ts'
import { idOf, type KubeObject, type ObjectId, titleOf } from '../object.ts'
import { readWorkload } from './read-workload.ts'
import { type Rollout, rolloutOf } from './rollout.ts'
import { replaceStuckPods } from './stuck-pods.ts'

const LOOK_MS = 500

export interface RolloutOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Warnings, by id, that had been given before the objects were applied. */
  readonly earlier: ReadonlySet<string>
  /** Told what is waited for, each time that changes. */
  say(text: string): void
}

const isWorkload = ({ kind }: KubeObject): boolean => kind === 'Deployment' || kind === 'StatefulSet'

const gone = ({ name, namespace }: ObjectId): GazeError =>
  new GazeError('DEPLOY_FAILED', `${name} was removed from ${namespace} while it was waited for`, {
    hint: 'gaze deploy puts it back',
  })

interface Seen {
  readonly id: ObjectId
  readonly rollout: Rollout
}

/** An API that is away for a moment is no reason to give up while there is time. */
const look = async (client: KubeClient, id: ObjectId, earlier: ReadonlySet<string>): Promise<Seen> => {
  try {
    const workload = await readWorkload(client, id)
    if (workload === undefined) throw gone(id)
    await replaceStuckPods(client, workload)
    return { id, rollout: rolloutOf(workload, earlier) }
  } catch (error) {
    if (!isGazeError(error, 'CLUSTER_UNAVAILABLE')) throw error
    return { id, rollout: { state: 'waiting', reason: error.message } }
  }
}

const described = (seen: readonly Seen[]): string =>
  seen.map(({ id, rollout }) => `${titleOf(id)}: ${rollout.reason}`).join('; ')

const failed = (hopeless: readonly Seen[], namespace: string): GazeError =>
  new GazeError('DEPLOY_FAILED', `The site in ${namespace} cannot become ready`, {
    why: described(hopeless),
    hint: 'Correct what it says and deploy again; gaze deploy rollback goes back to the last good one',
    details: {
      namespace,
      rollouts: hopeless.map(({ id, rollout }) => ({ name: titleOf(id), reason: rollout.reason })),
    },
  })

const timedOut = (waiting: readonly Seen[], namespace: string, timeoutMs: number): GazeError =>
  new GazeError('TIMEOUT', `The site in ${namespace} was not ready within ${formatDuration(timeoutMs)}`, {
    why: `Waited for ${described(waiting)}`,
    hint: `kubectl -n ${namespace} get pods; or wait longer with --timeout`,
    details: {
      namespace,
      rollouts: waiting.map(({ id, rollout }) => ({ name: titleOf(id), reason: rollout.reason })),
    },
  })

/**
 * Waits until every Deployment and StatefulSet among the objects runs what was applied.
 * @throws GazeError DEPLOY_FAILED at once with the reason, TIMEOUT with what was waited for; the reason of `signal`.
 */
export const waitForRollouts = async (
  client: KubeClient,
  objects: readonly KubeObject[],
  { timeoutMs, signal, earlier, say }: RolloutOptions,
): Promise<void> => {
  const ids = objects.filter(isWorkload).map(idOf)
  const deadline = performance.now() + timeoutMs
  let said = ''
  for (;;) {
    signal.throwIfAborted()
    const seen = await Promise.all(ids.map((id) => look(client, id, earlier)))
    const hopeless = seen.filter(({ rollout }) => rollout.state === 'hopeless')
    if (hopeless.length > 0) throw failed(hopeless, client.namespace)
    const waiting = seen.filter(({ rollout }) => rollout.state === 'waiting')
    if (waiting.length === 0) return
    if (performance.now() >= deadline) throw timedOut(waiting, client.namespace, timeoutMs)
    const text = `Waiting for ${described(waiting)}`
    if (text !== said) say(text)
    said = text
    await sleep(LOOK_MS, undefined, { signal })
  }
}

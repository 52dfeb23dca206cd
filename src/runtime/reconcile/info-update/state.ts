import type { Metric } from '../../service/metrics.ts'
import type { Reconciler } from '../reconciler.ts'
import { podMetrics } from './pod-metrics.ts'

/** `GET /state` of an info-update of a cluster. */
export interface InfoUpdateState {
  /** Who it is in the election. */
  readonly self: string
  /** Who leads, as far as is known; empty: nobody. */
  readonly leader: string
  /** Of its reign; 0 where it does not lead. */
  readonly epoch: number
  readonly ready: boolean
  /** What hinders it, or empty. */
  readonly message: string
  readonly since: string
}

/** What the program is up to, as its parts set it. */
export interface InfoUpdateStatus {
  readonly self: string
  readonly startedAt: string
  leader: string
  epoch: number
  reconciler: Reconciler | undefined
  /** Why the leader has not begun its work, or empty. */
  blocked: string
  /** Why the records cannot be followed, or empty. */
  recordsTrouble: string
}

/** Empty when it does its work, or stands by for another that leads; else why not. */
export const notReady = ({ self, leader, reconciler, blocked }: InfoUpdateStatus): string => {
  if (leader === '') return 'nobody leads yet'
  if (leader !== self) return ''
  if (reconciler === undefined) return blocked || 'it begins to lead'
  return reconciler.ready() ? '' : reconciler.trouble() || 'the records have not been read yet'
}

export const stateOf = (status: InfoUpdateStatus): InfoUpdateState => {
  const { self, leader, epoch, startedAt, reconciler, recordsTrouble } = status
  const late = notReady(status)
  return {
    ...{ self, leader, epoch, since: startedAt },
    ready: late === '',
    message: late || recordsTrouble || reconciler?.trouble() || '',
  }
}

/** What an info-update of a cluster shows to Prometheus. */
export const infoUpdateMetrics = ({ self, leader, epoch, reconciler }: InfoUpdateStatus): Metric[] => [
  {
    name: 'gaze_leader',
    type: 'gauge',
    help: '1 at the info-update that leads.',
    values: [{ value: leader === self ? 1 : 0 }],
  },
  {
    name: 'gaze_leader_epoch',
    type: 'gauge',
    help: 'The epoch of its reign; 0 where it does not lead.',
    values: [{ value: epoch }],
  },
  ...podMetrics(reconciler),
]

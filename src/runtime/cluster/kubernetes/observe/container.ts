import type { V1ContainerStatus } from '@kubernetes/client-node'
import type { Plain, Pod } from '../../../kubernetes/objects.ts'
import { createLastWords } from '../../../process/last-words.ts'
import type { ObservedPod } from '../../types.ts'
import { cannotStart, heapFull, outOfMemory, pullFailed } from './words.ts'

export type Status = Plain<V1ContainerStatus>
export type Judged = Pick<ObservedPod, 'phase' | 'reason' | 'message'>

/** What kubelets say of an image (kubernetes/kubernetes, pkg/kubelet/images/types.go). */
const PULL = new Set([
  ...['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'],
  ...['ImageInspectError', 'RegistryUnavailable', 'SignatureValidationFailed'],
])
const CANNOT_START = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'])
/** Deaths from which on a container keeps dying rather than having died. */
const LOOP_DEATHS = 2

/** What the container said last before it died, or how it ended where it said nothing. */
const lastWords = ({ state, lastState }: Status): { text: string; heapFull: boolean } => {
  const end = state?.terminated ?? lastState?.terminated
  if (end === undefined) return { text: '', heapFull: false }
  const words = createLastWords()
  words.hear((end.message ?? '').split('\n'))
  return { text: words.get() || `it ended with exit code ${end.exitCode}`, heapFull: words.heapFull() }
}

const limitOf = (pod: Pod): string | undefined => pod.spec?.containers[0]?.resources?.limits?.memory

/** What a container that is not ready suffers from; undefined when it simply starts. */
export const containerTrouble = (pod: Pod, stream: string, status: Status): Judged | undefined => {
  const { state, lastState } = status
  const waits = state?.waiting?.reason ?? ''
  const why = state?.waiting?.message ?? ''
  if (PULL.has(waits)) return { phase: 'Failed', ...pullFailed(status.image || 'of the pod', why) }
  if (CANNOT_START.has(waits))
    return { phase: 'Failed', ...cannotStart(waits, why || lastWords(status).text) }
  const end = state?.terminated ?? lastState?.terminated
  if (end === undefined) return undefined
  if (end.reason === 'OOMKilled') return { phase: 'CrashLoop', ...outOfMemory(stream, limitOf(pod)) }
  // The kubelet says CrashLoopBackOff only when it is about to try for the third time.
  const deaths = status.restartCount + (state?.terminated === undefined ? 0 : 1)
  const loops = waits === 'CrashLoopBackOff' || deaths >= LOOP_DEATHS
  const said = lastWords(status)
  if (!loops) return { phase: 'Pending', reason: 'Restarting', message: said.text }
  return said.heapFull
    ? { phase: 'CrashLoop', ...heapFull(stream, said.text) }
    : { phase: 'CrashLoop', reason: 'CrashLoop', message: said.text }
}

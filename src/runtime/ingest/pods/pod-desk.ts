import { timingSafeEqual } from 'node:crypto'
import type { Router } from 'zeromq'
import type { SentFrame } from '../lanes/frame.ts'
import { removeTaker } from '../lanes/lane.ts'
import type { Lanes } from '../lanes/lanes.ts'
import { parsePodRequest } from './pod-request.ts'
import { POD_SILENCE_MS, type PodRequest, type ServerNotice } from '../../wire/ingest-protocol.ts'
import { joinV1Pod, type PodLine, type V1Pod } from './v1-pod.ts'

/** Where pods of ours ask for frames. */
export interface PodDesk {
  /** One message of the ROUTER: routing id and request. Never throws. */
  hear(parts: readonly Buffer[]): void
  /** Lets go of pods that have said nothing for too long. */
  dropSilent(): void
  /** The pod is gone from the records: all of its runs are. */
  dropPod(stream: string, pod: string): void
  /** The stream is gone. */
  dropStream(stream: string): void
}

/** `router` must have `mandatory` and a send timeout of 0, so that sends end at once, by a refusal where nobody is there. */
export const createPodDesk = (router: Router, lanes: Lanes, token: string, now: () => number): PodDesk => {
  const pods = new Map<string, V1Pod>()
  // Ids of an earlier run must mean nothing to this one.
  let lastId = now() * 1000

  const end = (name: string, reason: string): void => {
    const pod = pods.get(name)
    pods.delete(name)
    if (pod !== undefined) removeTaker(pod.lane, pod, reason)
  }
  const endWhere = (test: (pod: V1Pod) => boolean, reason: string): void => {
    for (const [name, pod] of [...pods]) if (test(pod)) end(name, reason)
  }
  const tell = (identity: Buffer, notice: ServerNotice): void => {
    // A pod that is gone by now needs no notice; its silence or the next frame tells.
    router.send([identity, JSON.stringify(notice)]).catch(() => {})
  }
  const lineTo = (identity: Buffer, name: string): PodLine => ({
    frame: (frame) => {
      lastId += 1
      router
        .send([identity, frameHeader(lastId, frame), frame.payload])
        .catch(() => end(name, 'lost-in-crash'))
      return lastId
    },
    notice: (notice) => tell(identity, notice),
  })
  const admit = (identity: Buffer, name: string, request: PodRequest): V1Pod | undefined => {
    const refuse = (message: string): undefined => tell(identity, { notice: 'refused', message }) as undefined
    if (!sameToken(request.token, token)) return refuse('the token is not that of this site')
    const known = pods.get(name)
    if (known?.lane.stream === request.stream && known.pod === request.pod) return known
    const lane = lanes.get(request.stream)
    if (lane === undefined) return refuse(`there is no stream ${request.stream}`)
    endWhere((pod) => pod.lane === lane && pod.pod === request.pod, 'lost-in-crash')
    end(name, 'lost-in-crash')
    const pod = joinV1Pod(lane, request, lineTo(identity, name), now())
    pods.set(name, pod)
    return pod
  }

  return {
    hear: (parts) => {
      const [identity, body] = parts
      if (parts.length !== 2 || identity === undefined || body === undefined) return
      const request = parsePodRequest(body)
      if (request === undefined) return tell(identity, { notice: 'refused', message: 'not a request' })
      admit(identity, identity.toString('latin1'), request)?.hear(request, now())
    },
    dropSilent: () => endWhere((pod) => now() - pod.lastSeenAt > POD_SILENCE_MS, 'lost-in-crash'),
    dropPod: (stream, name) =>
      endWhere((pod) => pod.lane.stream === stream && pod.pod === name, 'lost-in-crash'),
    dropStream: (stream) => endWhere((pod) => pod.lane.stream === stream, 'stopped'),
  }
}

const frameHeader = (id: number, { seq, captureNs, codec, width, height }: SentFrame): string => {
  const size = width === undefined || height === undefined ? '' : `,"width":${width},"height":${height}`
  return `{"id":${id},"seq":${seq},"captureNs":"${captureNs}","codec":"${codec}"${size}}`
}

const sameToken = (given: string, expected: string): boolean => {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}

import type { Detection, Item } from '../../pipeline/item.ts'
import { defineNode } from '../../pipeline/node.ts'
import { described, rounded } from '../described.ts'
import { modelParams } from './model-params.ts'

const AGAIN_MS = 5_000

export const faceDetect = defineNode({
  name: 'face-detect',
  summary:
    'Finds faces with an ONNX model (boxes, landmarks where the model has them); a face that appears is an event gaze.face.seen.',
  params: {
    ...modelParams('face'),
    every: {
      type: 'integer',
      default: 1,
      min: 1,
      max: 1000,
      summary: 'Looks at each nth frame; `track` carries its tracks on in between.',
    },
    again: {
      type: 'duration',
      min: '0s',
      max: '24h',
      summary:
        'How long a face must have been away to be seen anew. Default: 5s, 0s for pictures that are no sequence.',
    },
    confirm: {
      type: 'duration',
      min: '0s',
      max: '10s',
      summary:
        'How long a face must have been found to be seen; 0s: at once, the default for pictures that are no sequence. Else two looks, more where scores are low, one in the first picture.',
    },
  },
  takes: ['frames'],
  gives: ['detections', 'events'],
  memory: true,
  views: () => [{ kind: 'rgb' }],
  async open(params, context) {
    const { openDetector } = await import('./open-detector.ts')
    const { createPresence } = await import('./presence.ts')
    const { createSilence } = await import('./silence.ts')
    const { workAhead } = await import('./work-ahead.ts')
    const { detector, model, threshold } = await openDetector(params, 'face', context)
    const confirm = params.confirm ?? (context.stills ? 0 : undefined)
    const newcomers = createPresence({
      away: (params.again ?? (context.stills ? 0 : AGAIN_MS)) / 1000,
      confirm: confirm === undefined ? undefined : confirm / 1000,
    })
    const noteSilence = createSilence(context, `${model.name} has found no face of at least ${threshold}`)
    let frames = 0
    const find = async ({ frame }: Item): Promise<readonly Detection[] | undefined> => {
      if (frames++ % params.every !== 0) return undefined
      const [found = []] = await detector.look(frame.rgb())
      return found
    }
    const work = workAhead(find, detector.parallel, params.every)
    return {
      ahead: work.ahead,
      async process(item, emit) {
        const detections = await work.of(item)
        if (detections === undefined) return emit(item)
        const { frame } = item
        noteSilence(detections.length)
        const events = newcomers(detections, Number(frame.captureNs) / 1e9).map((face) =>
          context.event('gaze.face.seen', frame, faceData(face)),
        )
        return emit({
          ...item,
          detections,
          ...(events.length > 0 && { events: [...(item.events ?? []), ...events] }),
        })
      },
      close: () => detector.close(),
    }
  },
})

const faceData = (face: Detection): Record<string, unknown> => ({
  ...described(face),
  ...(face.landmarks && { landmarks: face.landmarks.map((point) => point.map(rounded)) }),
})

import type { Detection, Item } from '../../pipeline/item.ts'
import { defineNode } from '../../pipeline/node.ts'
import { modelParams } from './model-params.ts'

export const classify = defineNode({
  name: 'classify',
  summary: 'Says with an ONNX model what the whole picture shows, or what each thing that was detected is.',
  params: {
    ...modelParams,
    of: {
      type: 'enum',
      values: ['picture', 'detections'],
      default: 'picture',
      summary:
        'picture: a detection as large as the picture for each class; detections: each detection before it gets its class, if the model is sure enough.',
    },
    top: {
      type: 'integer',
      default: 1,
      min: 1,
      max: 100,
      summary: 'How many classes a picture may have, the likeliest first.',
    },
  },
  takes: ['frames'],
  gives: ['detections'],
  memory: false,
  views: () => [{ kind: 'rgb' }],
  async open(params, context) {
    const { openDetector } = await import('./open-detector.ts')
    const { regionOf } = await import('./region.ts')
    const { detector } = await openDetector(params, 'classify', context, { batch: 8 })

    const whole = async ({ frame }: Item): Promise<readonly Detection[]> =>
      (await detector.look(frame.rgb()))[0]?.slice(0, params.top) ?? []
    const each = async ({ frame, detections = [] }: Item): Promise<readonly Detection[]> => {
      const picture = frame.rgb()
      const found = await detector.look(
        picture,
        detections.map(({ box }) => regionOf(box, picture)),
      )
      return detections.map((one, n) => {
        const best = found[n]?.[0]
        return best
          ? { ...one, class: best.class, ...(best.score !== undefined && { score: best.score }) }
          : one
      })
    }
    return {
      async process(item, emit) {
        if (params.of === 'picture') return emit({ ...item, detections: await whole(item) })
        return emit(item.detections?.length ? { ...item, detections: await each(item) } : item)
      },
      close: () => detector.close(),
    }
  },
})

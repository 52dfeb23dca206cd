import { defineNode } from '../../pipeline/node.ts'
import { modelParams } from './model-params.ts'

const HOLD_MS = 1_000

export const classify = defineNode({
  name: 'classify',
  summary:
    'Says with an ONNX model what the whole picture shows, or what each thing that was found is; when that becomes another class, it is an event gaze.class.changed.',
  params: {
    ...modelParams('classify'),
    of: {
      type: 'enum',
      values: ['picture', 'detections'],
      default: 'picture',
      summary:
        'picture: a detection as large as the picture for each class; detections: each detection before it, or each track where it is behind `track`, gets its class, if the model is sure enough.',
    },
    top: {
      type: 'integer',
      default: 1,
      min: 1,
      max: 100,
      summary: 'How many classes a picture may have, the likeliest first.',
    },
    hold: {
      type: 'duration',
      min: '0s',
      max: '1h',
      summary:
        'How long a picture or track must have been of another class before that is an event; what it is at first is one at once. 0s: each change. Default: 1s, 0s for pictures that are no sequence.',
    },
  },
  takes: ['frames'],
  gives: ['detections', 'events'],
  needs: ({ of }) => (of === 'detections' ? ['detections'] : []),
  memory: true,
  views: () => [{ kind: 'rgb' }],
  async open(params, context) {
    const { openDetector } = await import('./open-detector.ts')
    const { classifyPictures, classifyThings } = await import('./classes/class-node.ts')
    const { workAhead } = await import('./work-ahead.ts')
    const { detector } = await openDetector(params, 'classify', context, { batch: 8 })
    const look = (params.of === 'picture' ? classifyPictures : classifyThings)(
      detector,
      { top: params.top, hold: params.hold ?? (context.stills ? 0 : HOLD_MS) },
      context,
    )
    const work = workAhead(look, detector.parallel)
    return {
      ahead: work.ahead,
      async process(item, emit) {
        const classified = await work.of(item)
        return emit(classified())
      },
      close: () => detector.close(),
    }
  },
})

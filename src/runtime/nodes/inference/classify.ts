import { defineNode } from '../../pipeline/node.ts'
import { modelParams } from './model-params.ts'

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
      default: '1s',
      min: '0s',
      max: '1h',
      summary:
        'How long a picture or track must have been of another class before that is an event; what it is at first is one at once. 0s: each change.',
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
    const look = (params.of === 'picture' ? classifyPictures : classifyThings)(detector, params, context)
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

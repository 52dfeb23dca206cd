import type { Detection, Item } from '../../pipeline/item.ts'
import { defineNode } from '../../pipeline/node.ts'
import { modelParams } from './model-params.ts'
import { STILL_WIDTH } from './still-width.ts'

export const detect = defineNode({
  name: 'detect',
  summary: 'Finds objects with an ONNX model: boxes with class and score.',
  params: {
    ...modelParams('detect'),
    classes: {
      type: 'list',
      classesOf: 'model',
      summary: "Only these of the model's classes, with commas between them.",
    },
    nms: {
      type: 'enum',
      values: ['class', 'agnostic'],
      default: 'class',
      summary: 'Whether overlapping boxes of one class are one thing, or those of any class.',
    },
    iou: {
      type: 'number',
      min: 0,
      max: 1,
      summary:
        "How much of two boxes (intersection over union) must be the same for one thing; the model's default.",
    },
    every: {
      type: 'integer',
      default: 1,
      min: 1,
      max: 1000,
      summary: 'Looks at each nth frame; `track` carries its tracks on in between.',
    },
    'only-on-motion': {
      type: 'boolean',
      default: false,
      summary: 'Looks only when the picture has changed; until then, what was found last is still there.',
    },
    tiles: {
      type: 'string',
      default: '1x1',
      pattern: '[1-8]x[1-8]',
      expects: 'COLUMNSxROWS of 1 to 8, such as 2x2',
      summary: 'Looks also at parts of the picture, for small objects: COLUMNSxROWS that overlap by a fifth.',
    },
  },
  takes: ['frames'],
  gives: ['detections'],
  memory: false,
  views: ({ 'only-on-motion': onlyOnMotion }) => [
    { kind: 'rgb' },
    ...(onlyOnMotion ? [{ kind: 'grey', width: STILL_WIDTH } as const] : []),
  ],
  async open(params, context) {
    const [
      { checkClasses, openDetector },
      { lookInTiles, parseTiles },
      { createStillness },
      { createSilence },
      { workAhead },
    ] = await Promise.all([
      import('./open-detector.ts'),
      import('./tiles.ts'),
      import('./stillness.ts'),
      import('./silence.ts'),
      import('./work-ahead.ts'),
    ])
    const grid = parseTiles(params.tiles)
    const { detector, model, threshold } = await openDetector(params, 'detect', context, {
      ...(params.iou !== undefined && { iou: params.iou }),
      agnostic: params.nms === 'agnostic',
    })
    checkClasses(params.classes, model)
    const wanted = params.classes && new Set(params.classes)
    const look = lookInTiles(detector, grid, {
      iou: params.iou ?? model.manifest.thresholds.iou,
      agnostic: params.nms === 'agnostic',
    })
    const isStill = params['only-on-motion'] ? createStillness() : () => false
    const noteSilence = createSilence(context, `${model.name} has found nothing of at least ${threshold}`)
    let frames = 0
    let last: Promise<readonly Detection[]> = Promise.resolve([])

    const lookAt = async ({ frame }: Item): Promise<readonly Detection[]> => {
      const all = await look(frame.rgb())
      const found = wanted ? all.filter((one) => wanted.has(one.class)) : all
      noteSilence(found.length)
      return found
    }
    const find = async (item: Item): Promise<readonly Detection[] | undefined> => {
      if (frames++ % params.every !== 0) return undefined
      if (params['only-on-motion'] && isStill(item.frame.grey(STILL_WIDTH))) return last
      const before = last
      const found = lookAt(item)
      last = found.catch(() => before)
      return found
    }
    const work = workAhead(find, detector.parallel, params.every)
    return {
      ahead: work.ahead,
      async process(item, emit) {
        const detections = await work.of(item)
        return emit(detections ? { ...item, detections } : item)
      },
      close: () => detector.close(),
    }
  },
})

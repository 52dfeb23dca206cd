import { defineNode } from '../../pipeline/node.ts'

export const motion = defineNode({
  name: 'motion',
  summary:
    'Finds what moves before a background that it learns; needs no model, so everything is of class object.',
  params: {
    width: {
      type: 'integer',
      unit: 'pixels',
      default: 320,
      min: 64,
      max: 1280,
      summary: 'Width of the grey picture that it looks at.',
    },
    threshold: {
      type: 'number',
      unit: 'grey levels',
      default: 22,
      min: 4,
      max: 128,
      summary: 'How much something must stand out from the background; half of it suffices beside what does.',
    },
    adapt: {
      type: 'duration',
      default: '4s',
      min: '200ms',
      max: '10m',
      summary: 'How fast the background follows changes of the scene and of the light.',
    },
    keep: {
      type: 'duration',
      default: '60s',
      min: '0s',
      max: '24h',
      summary: 'How long what came in and stands still is kept out of the background.',
    },
    least: {
      type: 'number',
      unit: 'of the picture',
      default: 0.0008,
      min: 0,
      max: 1,
      summary: 'Smallest area that counts as something.',
    },
    gap: {
      type: 'number',
      unit: "of the picture's height",
      default: 0.03,
      min: 0,
      max: 0.5,
      summary: 'Widest gap between parts that are taken for one thing.',
    },
  },
  takes: ['frames'],
  gives: ['detections'],
  memory: true,
  classes: () => ['object'],
  views: ({ width }) => [{ kind: 'grey', width }],
  async open({ width, threshold, adapt, keep, least, gap }) {
    const { createMotionDetector } = await import('./motion-detector.ts')
    const detector = createMotionDetector({ threshold, adapt: adapt / 1000, keep: keep / 1000, least, gap })
    return {
      process(item, emit) {
        const detections = detector.look(item.frame.grey(width), Number(item.frame.captureNs) / 1e9)
        return emit({ ...item, detections })
      },
      close() {},
    }
  },
})

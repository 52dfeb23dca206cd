/** The 80 classes of COCO that are in use, in the order of their ids. */
const NAMES = `
person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign,
parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella,
handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove,
skateboard, surfboard, tennis racket, bottle, wine glass, cup, fork, knife, spoon, bowl, banana, apple,
sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, potted plant, bed,
dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink,
refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush
`

export const coco80: readonly string[] = NAMES.split(',').map((name) => name.trim())

/** Ids from 1 to 90 that were given to classes which the data set then left out. */
const UNUSED = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83]

/** By COCO's own ids 1 to 90, an unused one as `class-<id>`; with a background at 0 there are 91. */
export const coco90: readonly string[] = (() => {
  const names = coco80.values()
  return Array.from({ length: 90 }, (_, index) =>
    UNUSED.includes(index + 1) ? `class-${index + 1}` : (names.next().value ?? ''),
  )
})()

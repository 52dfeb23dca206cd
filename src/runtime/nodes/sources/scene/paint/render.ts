import type { Actor } from '../actors.ts'
import { createBackdrop } from './backdrop.ts'
import { type Canvas, createCanvas, type Pen } from './canvas.ts'
import { drawCar } from './car.ts'
import { createLight } from './light.ts'
import type { SceneParams } from '../params.ts'
import { leftOf, stands, travelled } from '../path.ts'
import { drawPerson } from './person.ts'
import { wave } from '../random.ts'

/** Double steps a person makes, and turns a wheel makes, on a way of its own height. */
const STEPS = 1.1
const TURNS = 0.8

/** Draws what is in the picture at one time. */
export interface Renderer {
  /** The picture, valid until the next is drawn. */
  draw(actors: readonly Actor[], frame: number): Canvas
}

const drawActor = (canvas: Canvas, params: SceneParams, actor: Actor, time: number): void => {
  const aspect = params.width / params.height
  const unit = actor.height * canvas.height
  const pen: Pen = {
    canvas,
    x: leftOf(actor, aspect, time) * canvas.height,
    y: actor.ground * canvas.height,
    unit,
    mirrored: actor.heading === -1,
    length: actor.length / actor.height,
  }
  const way = travelled(actor, aspect, time) / actor.height
  if (actor.class === 'car') drawCar(pen, actor, way * TURNS, params.shadows)
  else {
    const sway = stands(actor, aspect, time) ? 0.03 * wave(time * 0.4) : 0
    drawPerson(pen, actor, way * STEPS, sway, params.shadows)
  }
}

const createPainter = (params: SceneParams, width: number, height: number, colour: boolean) => {
  const empty = createBackdrop(width, height, colour, params.seed)
  const canvas = createCanvas(width, height, colour)
  return (actors: readonly Actor[], time: number): Canvas => {
    canvas.data.set(empty.data)
    for (const actor of actors) drawActor(canvas, params, actor, time)
    return canvas
  }
}

/** The whole picture in colour, planar 4:2:0 in full range. */
export const createRenderer = (params: SceneParams): Renderer => {
  const { width, height } = params
  const paint = createPainter(params, width, height, true)
  const light = createLight(params.drift, params.noise, params.seed, width)
  return {
    draw: (actors, frame) => {
      const canvas = paint(actors, frame / params.fps)
      light.apply(canvas.y, width, frame, frame / params.fps)
      return canvas
    },
  }
}

const halve = (from: Canvas, to: Canvas): void => {
  for (let row = 0, at = 0; row < to.height; row++)
    for (let above = row * 2 * from.width, x = 0; x < to.width; x++, at++, above += 2) {
      const below = above + from.width
      to.y[at] = (from.y[above]! + from.y[above + 1]! + from.y[below]! + from.y[below + 1]! + 2) >> 2
    }
}

/** A small grey picture of the same scene, drawn at twice its size so that edges are soft, as scaling makes them. */
export const createGreyRenderer = (params: SceneParams, width: number, height: number): Renderer => {
  const paint = createPainter(params, width * 2, height * 2, false)
  const small = createCanvas(width, height, false)
  // Scaling down takes the mean of many pixels, whose noise is independent.
  const light = createLight(
    params.drift,
    (params.noise * width) / Math.max(width, params.width),
    params.seed,
    width,
  )
  return {
    draw: (actors, frame) => {
      halve(paint(actors, frame / params.fps), small)
      light.apply(small.y, width, frame, frame / params.fps)
      return small
    },
  }
}

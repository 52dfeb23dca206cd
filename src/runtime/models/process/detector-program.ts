import { readSync } from 'node:fs'
import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import { tellError } from '../../process/told-error.ts'
import { createDetector, type Detector } from '../detector.ts'
import { familyNamed } from '../families/registry.ts'
import type { Order, Reply } from './messages.ts'

/** Runs one model for another process, and ends with it. */
let detector: Detector | undefined
let pixels = new Uint8Array(0)

const readPicture = (fd: number, bytes: number): Uint8Array => {
  if (pixels.length !== bytes) pixels = new Uint8Array(bytes)
  for (let at = 0; at < bytes; ) {
    const read = readSync(fd, pixels, at, bytes - at, at)
    if (read === 0) throw new Error('the picture is shorter than was said')
    at += read
  }
  return pixels
}

const answer = async (order: Order): Promise<Reply> => {
  if (order.type === 'open') {
    detector = await createDetector(order.model, familyNamed(order.model.manifest.family)!, order.options)
    return { type: 'opened', device: detector.device, fallback: detector.fallback }
  }
  const { fd, width, height, regions } = order
  const data = readPicture(fd, width * height * 3)
  return { type: 'found', found: await detector!.look({ width, height, data }, regions) }
}

const failed = (error: unknown): Reply => ({
  type: 'failed',
  error: tellError(isGazeError(error) ? error : new GazeError('MODEL_FAILED', messageOf(error))),
})

// Ctrl-C reaches the whole group: who asked for the work says when it is over.
process.on('SIGINT', () => {})
let turn: Promise<unknown> = Promise.resolve()
process.on('message', (order: Order) => {
  turn = turn
    .then(() => answer(order))
    .catch(failed)
    .then((reply) => process.connected && process.send?.(reply, undefined, undefined, () => {}))
})
process.on('disconnect', () => void detector?.close())

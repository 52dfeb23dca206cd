import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import { tellError } from '../../process/told-error.ts'
import type { Order, Reply } from './order.ts'
import { runBlank, runTrial } from './trial.ts'

/** Runs a model that may never have been run before, once, for another process. */
const answer = async (order: Order): Promise<Reply> => {
  let loaded = false
  const onLoaded = (): void => {
    loaded = true
  }
  try {
    const found = await (order.picture === undefined
      ? runBlank(order.model, onLoaded)
      : runTrial(order.model, order.picture, order.threshold, onLoaded))
    return { type: 'found', found }
  } catch (error) {
    const own = isGazeError(error) ? error : new GazeError('MODEL_FAILED', messageOf(error), { cause: error })
    return { type: 'failed', loaded, error: tellError(own) }
  }
}

// Ctrl-C reaches the whole group: who asked for the trial ends it.
process.on('SIGINT', () => {})
process.once('message', (order: Order) => {
  void answer(order).then((reply) => process.send?.(reply, undefined, undefined, () => process.disconnect()))
})

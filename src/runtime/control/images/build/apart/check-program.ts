import { GazeError, isGazeError, messageOf } from '../../../../errors.ts'
import { tellError } from '../../../../process/told-error.ts'
import { checkSource } from './check-source.ts'
import type { Order, Reply } from './messages.ts'

/** Runs the modules of somebody's nodes for another process, which can kill it. */
const say = (reply: Reply): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(reply, undefined, undefined, () => resolve())
  })

const answer = async ({ text, nodesDir, limitMs }: Order): Promise<Reply> => {
  const signal = new AbortController().signal
  // It has to be out before the module runs, which may let nothing else run.
  const loading = (path: string): Promise<void> => say({ type: 'loading', path })
  return { type: 'checked', checked: await checkSource(text, nodesDir, { limitMs, signal, loading }) }
}

const failed = (error: unknown): Reply => ({
  type: 'failed',
  error: tellError(isGazeError(error) ? error : new GazeError('INTERNAL', messageOf(error))),
})

process.once('message', (order: Order) => {
  void answer(order)
    .catch(failed)
    .then(say)
    // What a module has begun does not keep it.
    .finally(() => process.exit())
})
process.on('disconnect', () => process.exit())

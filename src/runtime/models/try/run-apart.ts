import { type ChildProcess, spawn } from 'node:child_process'
import { inheritedEnvironment } from '../../config.ts'
import { GazeError, isGazeError } from '../../errors.ts'
import { programPath } from '../../package-root.ts'
import { errorOf } from '../../process/told-error.ts'
import type { Graph } from '../onnx/graph.ts'
import { type Bounds, bounded, usualBounds } from './bounds.ts'
import { hintForLoading, hintForRunning } from './hints.ts'
import type { Order, Reply } from './order.ts'
import type { Found } from './trial.ts'

const start = (bounds: Bounds, signal: AbortSignal): ChildProcess => {
  const [command = '', ...args] = bounded(bounds, [process.execPath, programPath('trial')])
  return spawn(command, args, {
    env: inheritedEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Pictures are bytes, and ranges may be infinite.
    serialization: 'advanced',
    signal,
    killSignal: 'SIGKILL',
  })
}

/** Its answer, or why there is none. */
const ask = (order: Order, bounds: Bounds, signal: AbortSignal): Promise<Reply | string> =>
  new Promise((resolve) => {
    const child = start(bounds, signal)
    const late = setTimeout(() => {
      resolve(`it has not come to its end within ${bounds.ms / 1_000} s`)
      child.kill('SIGKILL')
    }, bounds.ms)
    child.once('message', (reply: Reply) => resolve(reply))
    child.on('error', ({ message }) => resolve(message))
    child.once('exit', (code, by) => {
      clearTimeout(late)
      resolve(`the process that ran it has ended with ${by ?? `exit code ${code}`}`)
    })
    child.send(order, () => {})
  })

/**
 * Runs a model once, in a process of its own with bounds of time and memory: what is in a file that somebody brings may
 * have no end, want all memory or end the process.
 * @throws GazeError MODEL_INVALID with the reason, when it cannot be loaded, fails, or gives what its family does not;
 * MODEL_FAILED when nothing can run models here; the signal's reason
 */
export const runApart = async (
  order: Order,
  graph: Graph,
  signal: AbortSignal,
  bounds = usualBounds(),
): Promise<Found> => {
  signal.throwIfAborted()
  const reply = await ask(order, bounds, signal)
  signal.throwIfAborted()
  const { name, manifest } = order.model
  if (typeof reply === 'string')
    throw new GazeError('MODEL_INVALID', `${name} cannot be run`, {
      why: reply,
      hint: hintForRunning(manifest, reply, bounds),
    })
  if (reply.type === 'found') return reply.found
  const { loaded } = reply
  const error = errorOf(reply.error)
  // That nothing can run models here is no fault of this one.
  const itsOwn = isGazeError(error, 'MODEL_INVALID') || (loaded && isGazeError(error, 'MODEL_FAILED'))
  if (!itsOwn) throw error
  const why = error.why ?? error.message
  throw new GazeError('MODEL_INVALID', `${name} cannot be ${loaded ? 'run' : 'loaded'}`, {
    why,
    hint: loaded ? hintForRunning(manifest, why, bounds) : hintForLoading(graph, why),
    cause: error,
  })
}

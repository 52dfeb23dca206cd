import { spawn } from 'node:child_process'
import { inheritedEnvironment } from '../../config.ts'
import { GazeError } from '../../errors.ts'
import { programPath } from '../../package-root.ts'
import type { Detection, Rgb } from '../../pipeline/item.ts'
import { errorOf } from '../../process/told-error.ts'
import type { DetectorOptions } from '../detector.ts'
import type { ModelFile } from '../model-file.ts'
import type { Region } from '../prepare/placement.ts'
import type { Order, Reply } from './messages.ts'
import { openPictureFile } from './picture-file.ts'

/** What is at work when it is closed may take this long before it is killed. */
const END_MS = 5_000

/** A model in a process of its own; it is asked one thing at a time. */
export interface ModelProcess {
  readonly device: string
  readonly fallback: string | undefined
  alive(): boolean
  look(picture: Rgb, regions: readonly Region[]): Promise<Detection[][]>
  close(): Promise<void>
}

type Answer<T extends Reply['type']> = Extract<Reply, { type: T }>

/** Aborted, it is killed. @throws GazeError MODEL_INVALID, MODEL_FAILED */
export const startModelProcess = async (
  model: ModelFile,
  options: DetectorOptions,
  signal: AbortSignal,
): Promise<ModelProcess> => {
  const pictures = await openPictureFile()
  const child = spawn(process.execPath, [programPath('detector')], {
    env: inheritedEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', pictures.fd],
    signal,
    killSignal: 'SIGKILL',
  })
  let gone: GazeError | undefined
  let asked: { resolve(reply: Reply): void; reject(error: GazeError): void } | undefined
  const ended = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      gone ??= endedAsItRan(model, why)
      asked?.reject(gone)
      resolve()
    }
    child.on('error', ({ message }) => end(message))
    child.once('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit code ${code}`))
  })
  child.on('message', (reply: Reply) => asked?.resolve(reply))

  const ask = async <T extends Reply['type']>(order: Order, wanted: T): Promise<Answer<T>> => {
    if (gone) throw gone
    const reply = await new Promise<Reply>((resolve, reject) => {
      asked = { resolve, reject }
      child.send(order, (error) => error && reject(endedAsItRan(model, error.message)))
    }).finally(() => {
      asked = undefined
    })
    if (reply.type === wanted) return reply as Answer<T>
    throw reply.type === 'failed' ? errorOf(reply.error) : endedAsItRan(model, `it says ${reply.type}`)
  }
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect()
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS)
    await ended
    clearTimeout(late)
    await pictures.close()
  }
  try {
    const { device, fallback } = await ask({ type: 'open', model, options }, 'opened')
    return {
      ...{ device, fallback, close },
      alive: () => gone === undefined,
      async look({ width, height, data }, regions) {
        pictures.put(data)
        return (await ask({ type: 'look', width, height, regions }, 'found')).found
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

const endedAsItRan = ({ name }: ModelFile, why: string): GazeError =>
  new GazeError('MODEL_FAILED', `A process that ran the model ${name} has ended`, {
    why,
    ...(why.includes('SIGKILL') && {
      hint: 'If memory ran out, name more threads for each run, such as threads=4: fewer processes need less',
    }),
  })

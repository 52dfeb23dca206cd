import { spawn } from 'node:child_process'
import { inheritedEnvironment } from '../../config.ts'
import { GazeError } from '../../errors.ts'
import { programPath } from '../../package-root.ts'
import type { Detection, Rgb } from '../../pipeline/item.ts'
import { errorOf } from '../../process/told-error.ts'
import type { DetectorOptions } from '../detector.ts'
import type { ModelFile } from '../model-file.ts'
import type { Region } from '../prepare/placement.ts'
import { type Order, PICTURE_FDS, type Reply } from './messages.ts'
import { openPictureFile } from './picture-file.ts'

/** What is at work when it is closed may take this long before it is killed. */
const END_MS = 5_000

/** A model in a process of its own; it looks at one picture at a time, and the next may wait there. */
export interface ModelProcess {
  readonly device: string
  readonly fallback: string | undefined
  alive(): boolean
  /** By the picture file `place`, which no other look uses meanwhile; `undefined` where it died before it began. */
  look(place: number, picture: Rgb, regions: readonly Region[]): Promise<Detection[][] | undefined>
  close(): Promise<void>
}

type Answer<T extends Reply['type']> = Extract<Reply, { type: T }>

/** Aborted, it is killed. @throws GazeError MODEL_INVALID, MODEL_FAILED */
export const startModelProcess = async (
  model: ModelFile,
  options: DetectorOptions,
  signal: AbortSignal,
): Promise<ModelProcess> => {
  const pictures = await Promise.all(PICTURE_FDS.map(openPictureFile))
  const child = spawn(process.execPath, [programPath('detector')], {
    env: inheritedEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc', ...pictures.map(({ fd }) => fd)],
    signal,
    killSignal: 'SIGKILL',
  })
  let gone: GazeError | undefined
  /** In the order of their answers. */
  const asked: { resolve(reply: Reply | undefined): void; reject(error: GazeError): void }[] = []
  const ended = new Promise<void>((resolve) => {
    const end = (why: string): void => {
      gone ??= endedAsItRan(model, why)
      const [begun, ...others] = asked.splice(0)
      begun?.reject(gone)
      for (const one of others) one.resolve(undefined)
      resolve()
    }
    child.on('error', ({ message }) => end(message))
    child.once('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit code ${code}`))
  })
  child.on('message', (reply: Reply) => asked.shift()?.resolve(reply))

  const ask = async <T extends Reply['type']>(order: Order, wanted: T): Promise<Answer<T> | undefined> => {
    if (gone) throw gone
    const reply = await new Promise<Reply | undefined>((resolve, reject) => {
      asked.push({ resolve, reject })
      // Its end, which then comes, answers.
      child.send(order, (error) => {
        if (error === null) return
        gone ??= endedAsItRan(model, error.message)
        child.kill('SIGKILL')
      })
    })
    if (reply === undefined || reply.type === wanted) return reply as Answer<T> | undefined
    throw reply.type === 'failed' ? errorOf(reply.error) : endedAsItRan(model, `it says ${reply.type}`)
  }
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect()
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS)
    await ended
    clearTimeout(late)
    await Promise.all(pictures.map((one) => one.close()))
  }
  try {
    const { device, fallback } = (await ask({ type: 'open', model, options }, 'opened'))!
    return {
      ...{ device, fallback, close },
      alive: () => gone === undefined,
      async look(place, { width, height, data }, regions) {
        pictures[place]!.put(data)
        return (await ask({ type: 'look', fd: PICTURE_FDS[place]!, width, height, regions }, 'found'))?.found
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

import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GazeError } from '../../errors.ts'
import type { Item } from '../../pipeline/item.ts'
import type { Node, NodeContext } from '../../pipeline/node.ts'
import { ensureDir, requireWritable, writeFileAtomic } from '../../service/files.ts'
import { createSieve } from '../../wire/new-events.ts'
import { whyNotWritten } from './write-faults.ts'

export interface FramesParams {
  readonly path: string
  readonly name: string
  readonly every: number
  readonly only: string
  readonly quality: number
  readonly keep: number | undefined
}

const openFolder = async (folder: string): Promise<void> => {
  try {
    await ensureDir(folder)
    await requireWritable(folder)
  } catch (cause) {
    throw new GazeError('SINK_FAILED', `${folder} cannot be written`, {
      why: whyNotWritten(cause),
      hint: 'name another folder, or mend this one',
      details: { path: folder },
      cause,
    })
  }
}

const nameOf = (pattern: string, index: number): string =>
  pattern.replace(/%(?:0(\d))?d/, (_, digits: string | undefined) =>
    String(index).padStart(Number(digits ?? 0), '0'),
  )

/** Whether a frame is one of those that are asked for. */
const createChoice = (only: string): ((item: Item) => boolean) => {
  if (only === 'events') {
    const fresh = createSieve()
    return ({ events }) => fresh(events).length > 0
  }
  if (only === 'detections')
    return ({ detections = [], tracks = [] }) =>
      detections.length > 0 || tracks.some(({ coasting }) => !coasting)
  return () => true
}

/** Removes the oldest of the files written here when there are more than `keep`. */
const createKeeper = (keep: number | undefined) => {
  const written: string[] = []
  return async (path: string): Promise<void> => {
    if (keep === undefined) return
    written.push(path)
    if (written.length > keep) await rm(written.shift()!, { force: true })
  }
}

/** A disk that is full makes the node `failed` until a frame can be written again. @throws GazeError SINK_FAILED */
export const openFrames = async (params: FramesParams, context: NodeContext): Promise<Node> => {
  const folder = resolve(params.path)
  await openFolder(folder)
  const isChosen = createChoice(params.only)
  const keepNewest = createKeeper(params.keep)
  let [chosen, failed] = [0, false]
  const fail = (error: unknown): void => {
    context.drop('not-written')
    if (failed) return
    failed = true
    const message = `${folder} cannot be written: ${whyNotWritten(error)}`
    context.log.warn(message)
    context.report({ state: 'failed', message })
  }
  const write = async ({ frame }: Item): Promise<void> => {
    const path = join(folder, nameOf(params.name, frame.index))
    try {
      await writeFileAtomic(path, frame.jpeg(params.quality), { lasting: false })
      await keepNewest(path)
    } catch (error) {
      return fail(error)
    }
    if (failed) context.report({ state: 'ok', message: '' })
    failed = false
  }
  return {
    process(item) {
      if (!isChosen(item) || chosen++ % params.every !== 0) return undefined
      return write(item)
    },
    close() {},
  }
}

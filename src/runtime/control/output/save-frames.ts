import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { messageOf } from '../../errors.ts'
import { makeNamedDir } from '../named-dir.ts'
import { createEventPicture, type PictureSource } from './event-picture.ts'
import type { TailedEvent } from './tailed-event.ts'

export interface FrameSaverOptions extends PictureSource {
  /** The directory; made where it is missing. */
  readonly to: string
  readonly signal: AbortSignal
  /** Gets told how many pictures are missing, in words. */
  notice(text: string): void
}

export interface FrameSaver {
  /** Never fails because of one picture: what is missing is counted. */
  save(tailed: TailedEvent): Promise<void>
  /** Says what is missing and was not said yet. */
  end(): void
}

/** Between two notices while events are followed. */
const NOTICE_MS = 10_000

const safe = (text: string): string => text.replace(/[^A-Za-z0-9._-]/g, '_')

/** `<stream>-<capture time>-<type>-<n>.jpg`; `n` counts events of that type in one frame, from 0. */
const frameName = ({ stream, event: { id, time, type } }: TailedEvent): string =>
  `${[stream, time.replace(/[-:]/g, ''), type.replace(/^gaze\./, ''), id.split('/').at(-1) ?? ''].map(safe).join('-')}.jpg`

const counted = (count: number, what: string): string => `${count} event${count === 1 ? '' : 's'} had ${what}`

/** @throws GazeError NOT_ALLOWED, FAILED when the directory cannot be made. */
export const openFrameSaver = async (options: FrameSaverOptions): Promise<FrameSaver> => {
  const to = resolve(options.to)
  await makeNamedDir('--frames', to)
  const pictureOf = createEventPicture(options)
  let [gone, unwritten, why] = [0, 0, '']
  let saidAt = Date.now()
  const say = (): void => {
    saidAt = Date.now()
    if (gone > 0) options.notice(counted(gone, 'no picture any more'))
    if (unwritten > 0) options.notice(`${counted(unwritten, 'a picture that cannot be written')}: ${why}`)
    gone = 0
    unwritten = 0
  }
  const fetchAndWrite = async (tailed: TailedEvent): Promise<void> => {
    const jpeg = await pictureOf(tailed)
    if (jpeg === undefined) {
      gone += 1
      return
    }
    try {
      await writeFile(join(to, frameName(tailed)), jpeg)
    } catch (error) {
      unwritten += 1
      why = messageOf(error)
    }
  }
  return {
    save: async (tailed) => {
      try {
        await fetchAndWrite(tailed)
      } catch (error) {
        if (!options.signal.aborted) throw error
      }
      if (Date.now() - saidAt > NOTICE_MS) say()
    },
    end: say,
  }
}

import type { GazeEvent } from '../../wire/event.ts'
import type { FrameInfo } from '../item.ts'

/** Ordinals are remembered for so many pairs of frame and type; more is rarely said about older frames. */
const REMEMBERED = 4_096

type EventMaker = (type: string, frame: FrameInfo, data: Readonly<Record<string, unknown>>) => GazeEvent

/**
 * Makes events whose ids come from the frame alone, so that the same input gives the same bytes. What a live source
 * gives never comes again, so there a frame is named by its capture time (microseconds since 1970): a pod that
 * starts anew counts its frames from 0 again. All other frames are named by their index.
 */
export const createEventMaker = (
  stream: string,
  generation: number,
  source: string,
  live: () => boolean,
): EventMaker => {
  const ordinals = new Map<string, number>()
  const next = (key: string): number => {
    const ordinal = ordinals.get(key) ?? 0
    ordinals.delete(key)
    ordinals.set(key, ordinal + 1)
    if (ordinals.size > REMEMBERED) ordinals.delete(ordinals.keys().next().value!)
    return ordinal
  }
  return (type, frame, data) => {
    const name = live() ? frame.captureNs / 1_000n : frame.index
    const key = `${stream}/${generation}/${name}/${type.replace(/^gaze\./, '')}`
    return {
      specversion: '1.0',
      id: `${key}/${next(key)}`,
      source,
      type,
      time: new Date(Number(frame.captureNs / 1_000_000n)).toISOString(),
      datacontenttype: 'application/json',
      data,
    }
  }
}

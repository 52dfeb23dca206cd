import type { ChalkInstance } from 'chalk'
import type { Setting } from '../../../runtime/config.ts'

let decided: Setting<boolean> = { value: false, origin: 'default', source: '' }

/** Keeps what was decided at the start. */
export const setColor = (color: Setting<boolean>): void => {
  decided = color
}

export const colorSetting = (): Setting<boolean> => decided

/** Colours for that stream: chalk, which paints nothing where colour is off or the stream is no terminal. */
export const paintFor = async (stream: NodeJS.WriteStream, on = decided.value): Promise<ChalkInstance> => {
  const { Chalk } = await import('chalk')
  return new Chalk({ level: on && stream.isTTY ? 1 : 0 })
}

import { paintFor } from './paint.ts'
import { makeRoomBy } from './streams.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const DELAY_MS = 300
const FRAME_MS = 100

/** Shows what is going on, on stderr, at a terminal, when it takes longer than a moment. */
export interface Progress {
  /** Replaces the text. */
  say(text: string): void
  stop(): void
}

const silent: Progress = { say() {}, stop() {} }

export const startProgress = async (text: string, enabled: boolean): Promise<Progress> => {
  const stream = process.stderr
  if (!enabled || !stream.isTTY) return silent
  const paint = await paintFor(stream)
  let current = text
  let frame = 0
  let shown = false
  const draw = (): void => {
    shown = true
    // A terminal without a size says 0.
    const line = current.slice(0, Math.max(10, (stream.columns || 80) - 3))
    stream.write(`\r\u001B[K${paint.cyan(FRAMES[frame++ % FRAMES.length])} ${line}`)
  }
  const wipe = (): void => {
    if (shown) stream.write('\r\u001B[K')
    shown = false
  }
  makeRoomBy(wipe)
  let ticking: NodeJS.Timeout | undefined
  const waiting = setTimeout(() => {
    draw()
    ticking = setInterval(draw, FRAME_MS).unref()
  }, DELAY_MS).unref()
  return {
    say(next) {
      current = next
    },
    stop() {
      clearTimeout(waiting)
      clearInterval(ticking)
      wipe()
    },
  }
}

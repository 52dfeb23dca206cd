import { fstatSync } from 'node:fs'

const LOOK_MS = 400
/** For a pipe that is full, which says neither; in nanoseconds. */
const PATIENCE_NS = 2_000_000n
const STDOUT = 1

/** Layout of WASI's poll_oneoff (preview1): two subscriptions of 48 bytes, then its events of 32 bytes, then their count. */
const AT = { clock: 0, write: 48, events: 128, count: 256 }
const EVENT_BYTES = 32
const CLOCK = 0
const FD_WRITE = 2
const MONOTONIC = 1

const subscribe = (view: DataView): void => {
  view.setBigUint64(AT.clock, BigInt(CLOCK), true)
  view.setUint8(AT.clock + 8, CLOCK)
  view.setUint32(AT.clock + 16, MONOTONIC, true)
  view.setBigUint64(AT.clock + 24, PATIENCE_NS, true)
  view.setBigUint64(AT.write, BigInt(FD_WRITE), true)
  view.setUint8(AT.write + 8, FD_WRITE)
  view.setUint32(AT.write + 16, STDOUT, true)
}

/** Whether an event says of stdout that it is in error, which a pipe is when nobody can read it any more. */
const isInError = (view: DataView): boolean => {
  for (let at = AT.events, n = view.getUint32(AT.count, true); n > 0; n -= 1, at += EVENT_BYTES)
    if (view.getBigUint64(at, true) === BigInt(FD_WRITE) && view.getUint16(at + 8, true) !== 0) return true
  return false
}

type Poll = (subscriptions: number, events: number, count: number, fired: number) => number

/** The one way to poll() that Node has without an add-on; its notice that this is an experiment helps nobody here. */
const openPoll = async (memory: WebAssembly.Memory): Promise<Poll> => {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    const { WASI } = await import('node:wasi')
    const wasi = new WASI({ version: 'preview1' })
    const initialize = wasi.initialize as unknown as (this: unknown, instance: { exports: object }) => void
    Reflect.apply(initialize, wasi, [{ exports: { memory } }])
    return (wasi.wasiImport as { poll_oneoff: Poll }).poll_oneoff
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * Calls back once when stdout is a pipe that nobody reads any more. A write would tell so too, but there may be
 * nothing to write for hours (`gaze output tail door | head -1`).
 */
export const watchReader = async (gone: () => void): Promise<void> => {
  if (!fstatSync(STDOUT).isFIFO()) return
  const memory = new WebAssembly.Memory({ initial: 1 })
  const poll = await openPoll(memory)
  const view = new DataView(memory.buffer)
  const timer = setInterval(() => {
    subscribe(view)
    if (poll(AT.clock, AT.events, 2, AT.count) !== 0 || !isInError(view)) return
    clearInterval(timer)
    gone()
  }, LOOK_MS)
  timer.unref()
}

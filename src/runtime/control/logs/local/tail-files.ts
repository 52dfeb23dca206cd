import { type LogCursor, openLogCursor } from '../../../logs/log-cursor.ts'
import type { StoredLine } from '../../../logs/stored-line.ts'
import { pause } from '../../../service/pause.ts'
import type { LogFileName } from './log-files.ts'
import { type TailedLine, toLogLine } from '../log-line.ts'
import { type Batches, mergeByTime } from './merge.ts'
import { pastOf } from './past.ts'

export interface TailFilesOptions {
  /** The logs that are there now. */
  readonly list: () => readonly LogFileName[]
  /** Names of pods that live, as of the start. */
  readonly alive: ReadonlySet<string>
  readonly since?: string
  readonly tail?: number
  readonly previous: boolean
  readonly follow: boolean
  readonly wanted: (line: StoredLine) => boolean
  readonly notice: (text: string) => void
  /** Called at every look while following; true: there will be no more. */
  readonly over: () => Promise<boolean>
  readonly signal: AbortSignal
}

interface Followed {
  readonly file: LogFileName
  readonly cursor: LogCursor
}

/** Lines that are given at once, at most. */
const BATCH = 256
const LOOK_MS = 150
/** Looks between two looks for new logs. */
const LIST_EVERY = 3

const nameOf = ({ service, pod }: LogFileName): string => service ?? pod

const tellMissed = ({ file, cursor }: Followed, notice: TailFilesOptions['notice']): void => {
  if (cursor.missed() > 0) notice(`${nameOf(file)}: lines were rotated away before they could be shown`)
}

/** Past lines of all logs by time, then new ones as they come: over restarts, rotations and new pods. */
export async function* tailFiles(options: TailFilesOptions): AsyncGenerator<TailedLine[]> {
  const { signal, notice, wanted } = options
  const followed = new Map<string, Followed>()

  const add = (): Followed[] => {
    const fresh = options.list().filter(({ path }) => !followed.has(path))
    for (const file of fresh) followed.set(file.path, { file, cursor: openLogCursor(file.path) })
    return fresh.map(({ path }) => followed.get(path)!)
  }

  function* inBatches(
    logs: readonly Batches<Followed>[],
    isWanted: TailFilesOptions['wanted'],
  ): Generator<TailedLine[]> {
    let lines: TailedLine[] = []
    for (const { of, line } of mergeByTime(logs)) {
      if (isWanted(line)) lines.push(toLogLine(of.file, line))
      if (lines.length < BATCH) continue
      yield lines
      if (signal.aborted) return
      lines = []
    }
    yield lines
  }

  try {
    const past = add().map((one) =>
      pastOf(one, one.cursor.next, {
        ...options,
        alive: one.file.service !== undefined || options.alive.has(one.file.pod),
      }),
    )
    yield* inBatches(past, () => true)
    for (let look = 1; options.follow && !signal.aborted; look++) {
      // Asked first: what was written before the end is still read after it.
      const over = await options.over()
      if (look % LIST_EVERY === 0 || over) for (const { file } of add()) notice(`+ ${nameOf(file)}`)
      const now = [...followed.values()].map((of) => ({ of, next: of.cursor.next }))
      yield* inBatches(now, wanted)
      for (const one of followed.values()) tellMissed(one, notice)
      if (over) return
      await pause(LOOK_MS, signal)
    }
  } finally {
    for (const { cursor } of followed.values()) cursor.close()
  }
}

import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { isGazeError } from '../../errors.ts'
import { ensureDir } from '../../service/files.ts'
import { pause } from '../../service/pause.ts'
import { readAnswer, totalOf } from './download/answer.ts'
import { failure, refusal, refuseLogin, tooLarge } from './download/failures.ts'
import { fetchFollowing } from './download/fetch-following.ts'
import { dropOldParts, dropPart, markPart, type Part, readPart } from './download/part.ts'
import { readAhead } from './download/read-ahead.ts'

export interface DownloadOptions {
  /** Where parts of downloads are kept. */
  readonly dir: string
  readonly signal: AbortSignal
  /** Told how many bytes have come, and of how many, where the server says that. */
  readonly progress: (bytes: number, total: number | undefined) => void
  /** Told when the signal ends it in the middle: how many bytes are here, and whether the next try goes on there. */
  readonly stopped?: ((bytes: number, resumes: boolean) => void) | undefined
}

/** A file that is fetched, and how to do without what was kept of it. */
export interface Download {
  readonly path: string
  discard(): Promise<void>
}

const MOST_BYTES = 4 * 1024 ** 3
const TRIES = 5
const RETRY_MS = 1_000
/** A server that sends nothing for so long is asked again. */
const STALL_MS = 30_000

/** Aborts when no part has come for a while, and when it is over. */
const stallGuard = (outer: AbortSignal) => {
  const stalled = new AbortController()
  const arm = () =>
    setTimeout(() => stalled.abort(new Error(`it sent nothing for ${STALL_MS / 1_000} s`)), STALL_MS)
  let timer = arm()
  const disarm = (): void => clearTimeout(timer)
  return {
    signal: AbortSignal.any([outer, stalled.signal]),
    alive: (): void => {
      disarm()
      timer = arm()
    },
    end: (): void => {
      disarm()
      stalled.abort(new Error('it is over'))
    },
  }
}

const save = async (
  parts: AsyncIterable<Uint8Array>,
  path: string,
  from: number,
  url: string,
  told: (bytes: number) => void,
): Promise<void> => {
  const file = await open(path, from === 0 ? 'w' : 'a', 0o600)
  let bytes = from
  try {
    for await (const part of parts) {
      bytes += part.length
      if (bytes > MOST_BYTES) throw tooLarge(url, MOST_BYTES)
      await file.writeFile(part)
      told(bytes)
    }
  } finally {
    await file.close()
  }
}

/** What is here would be mended with bytes of another place or version: the next try begins anew. */
const refuseRest = async (response: Response, path: string): Promise<never> => {
  await response.body?.cancel()
  await dropPart(path)
  throw new Error('its server sent another rest of the file than the one asked for')
}

/** One request that goes on where the part ends, if it is still the same file there. */
const attempt = async (
  url: string,
  part: Part,
  options: DownloadOptions,
  answered: () => void,
): Promise<void> => {
  const { path, bytes: have, validator } = part
  const guard = stallGuard(options.signal)
  try {
    const response = await fetchFollowing(url, {
      signal: guard.signal,
      headers: {
        // Coded bytes could not be counted.
        'Accept-Encoding': 'identity',
        ...(validator !== undefined && { Range: `bytes=${have}-`, 'If-Range': validator }),
      },
    })
    guard.alive()
    answered()
    // All of it is here already.
    if (response.status === 416 && totalOf(response.headers) === have)
      return void (await response.body?.cancel())
    if (response.status === 416) await dropPart(path)
    if (!response.ok) throw refusal(url, response.status)
    const answer = readAnswer(response, part)
    if (answer === undefined) return await refuseRest(response, path)
    const { from, total } = answer
    if (total !== undefined && total > MOST_BYTES) throw tooLarge(url, MOST_BYTES)
    const parts = readAhead(response.body, guard.signal)
    await markPart(path, response, validator)
    await save(parts, path, from, url, (bytes) => {
      guard.alive()
      options.progress(bytes, total)
    })
    const { bytes: got } = await readPart(path)
    if (total !== undefined && got !== total) throw new Error(`it ended after ${got} of ${total} bytes`)
  } finally {
    guard.end()
  }
}

const hintFor = ({ bytes, validator }: Part): string => {
  if (bytes === 0) return 'Check the address, and that its server can be reached from this machine'
  return validator === undefined
    ? 'Run the same command again; it begins anew, because that server does not let a download go on'
    : 'Run the same command again: it goes on where this one ended'
}

/**
 * Fetches a file by HTTP(S), going on where an earlier try, also one of another process, has ended.
 * @throws GazeError PASSWORD_IN_URL, FILE_NOT_FOUND, NOT_ALLOWED, FAILED with the reason; the signal's reason
 */
export const download = async (url: string, options: DownloadOptions): Promise<Download> => {
  const { dir, signal } = options
  refuseLogin(url)
  await ensureDir(dir)
  await dropOldParts(dir, Date.now())
  const path = join(dir, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.part`)
  for (let fruitless = 0, began = false; ; ) {
    const before = await readPart(path)
    try {
      await attempt(url, before, options, () => {
        began = true
      })
      return { path, discard: () => dropPart(path) }
    } catch (error) {
      const now = await readPart(path)
      if (signal.aborted) {
        if (now.bytes > 0) options.stopped?.(now.bytes, now.validator !== undefined)
        signal.throwIfAborted()
      }
      fruitless = now.bytes > before.bytes ? 0 : fruitless + 1
      if (isGazeError(error) && error.details.again !== true) throw error
      // A server that never answered is not there; one that broke off may be back in a moment.
      if (fruitless === TRIES || !(began || isGazeError(error))) throw failure(url, error, hintFor(now))
      await pause(RETRY_MS * Math.max(1, fruitless) * (0.5 + Math.random()), signal)
    }
  }
}

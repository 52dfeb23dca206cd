import { createHash } from 'node:crypto'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { GazeError, isGazeError, messageOf } from '../../errors.ts'
import { ensureDir, isMissing, readJson, writeFileAtomic } from '../../service/files.ts'
import { pause } from '../../service/pause.ts'
import { refusePassword } from '../secrets-in-urls.ts'

export interface DownloadOptions {
  /** Where parts of downloads are kept. */
  readonly dir: string
  readonly signal: AbortSignal
  /** Told how many bytes have come, and of how many, where the server says that. */
  readonly progress: (bytes: number, total: number | undefined) => void
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

/** Of which version of the file the part is. */
interface Mark {
  readonly validator?: string
}

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

const refusal = (url: string, status: number): GazeError => {
  const message = `${url} answered ${status}`
  if (status === 404 || status === 410)
    return new GazeError('FILE_NOT_FOUND', message, {
      hint: 'Check the address; it must be that of the file itself',
    })
  if (status === 401 || status === 403)
    return new GazeError('NOT_ALLOWED', message, {
      why: 'The server wants a login, which gaze does not give it',
      hint: 'Fetch the file by other means, then gaze model add FILE',
    })
  const again = status >= 500 || status === 408 || status === 429
  return new GazeError('FAILED', message, { hint: 'Try again later', details: { again } })
}

/** `bytes 100-199/200` -> 200 */
const totalOf = (headers: Headers): number | undefined => {
  const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
  return total === undefined ? undefined : Number(total)
}

/** A strong validator, as If-Range wants one. */
const validatorOf = (headers: Headers): string | undefined => {
  const etag = headers.get('etag')
  return etag !== null && !etag.startsWith('W/') ? etag : (headers.get('last-modified') ?? undefined)
}

const tooLarge = (url: string): GazeError =>
  new GazeError('FAILED', `${url} has more than ${MOST_BYTES} bytes`, {
    why: 'No ONNX file is larger than 2 GB',
  })

/** Aborts when no part has come for a while. */
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
    disarm,
  }
}

const save = async (
  response: Response,
  path: string,
  from: number,
  url: string,
  told: (bytes: number) => void,
): Promise<void> => {
  const file = await open(path, from === 0 ? 'w' : 'a', 0o600)
  let bytes = from
  try {
    for await (const part of response.body ?? []) {
      bytes += part.length
      if (bytes > MOST_BYTES) throw tooLarge(url)
      await file.writeFile(part)
      told(bytes)
    }
  } finally {
    await file.close()
  }
}

/** One request that goes on where the part ends, if it is still the same file there. */
const attempt = async (
  url: string,
  part: string,
  options: DownloadOptions,
  answered: () => void,
): Promise<void> => {
  const markFile = `${part}.json`
  const have = await sizeOf(part)
  const mark = have > 0 ? await readJson<Mark>(markFile).catch(() => undefined) : undefined
  const resumes = mark?.validator !== undefined
  const guard = stallGuard(options.signal)
  try {
    const response = await fetch(url, {
      signal: guard.signal,
      headers: {
        // Coded bytes could not be counted.
        'Accept-Encoding': 'identity',
        ...(resumes && { Range: `bytes=${have}-`, 'If-Range': mark.validator ?? '' }),
      },
    })
    guard.alive()
    answered()
    // All of it is here already.
    if (response.status === 416 && totalOf(response.headers) === have)
      return void (await response.body?.cancel())
    if (response.status === 416) await rm(part, { force: true })
    if (!response.ok) throw refusal(url, response.status)
    const from = response.status === 206 ? have : 0
    const length = response.headers.get('content-length')
    const total = totalOf(response.headers) ?? (length === null ? undefined : Number(length))
    const validator = validatorOf(response.headers)
    await writeFileAtomic(
      markFile,
      JSON.stringify({ ...(validator !== undefined && { validator }) } satisfies Mark),
    )
    await save(response, part, from, url, (bytes) => {
      guard.alive()
      options.progress(bytes, total)
    })
    const got = await sizeOf(part)
    if (total !== undefined && got !== total) throw new Error(`it ended after ${got} of ${total} bytes`)
  } finally {
    guard.disarm()
  }
}

/** Undici says only "fetch failed"; its cause says why. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? messageOf(cause) : messageOf(error)
}

const failure = (url: string, error: unknown): GazeError =>
  isGazeError(error)
    ? error
    : new GazeError('FAILED', `${url} cannot be fetched`, {
        why: reasonOf(error),
        hint: 'Run the same command again: it goes on where this one ended',
        cause: error,
      })

/**
 * Fetches a file by HTTP(S), going on where an earlier try, also one of another process, has ended.
 * @throws GazeError PASSWORD_IN_URL, FILE_NOT_FOUND, NOT_ALLOWED, FAILED with the reason; the signal's reason
 */
export const download = async (url: string, options: DownloadOptions): Promise<Download> => {
  refusePassword('The address', url)
  await ensureDir(options.dir)
  const part = join(options.dir, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.part`)
  for (let fruitless = 0, began = false; ; ) {
    const had = await sizeOf(part)
    try {
      await attempt(url, part, options, () => {
        began = true
      })
      break
    } catch (error) {
      options.signal.throwIfAborted()
      const grew = (await sizeOf(part)) > had
      fruitless = grew ? 0 : fruitless + 1
      if (isGazeError(error) && error.details.again !== true) throw error
      // A server that never answered is not there; one that broke off may be back in a moment.
      if (fruitless === TRIES || !(began || isGazeError(error))) throw failure(url, error)
      await pause(RETRY_MS * Math.max(1, fruitless) * (0.5 + Math.random()), options.signal)
    }
  }
  const discard = async (): Promise<void> => {
    await rm(part, { force: true })
    await rm(`${part}.json`, { force: true })
  }
  return { path: part, discard }
}

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { GazeError, isGazeError } from '../../errors.ts'

/** Bytes of stderr kept: its last lines say why. */
const KEPT = 16_384

const notInstalled = (program: string, cause: unknown): GazeError =>
  new GazeError('SOURCE_FAILED', `The program ${program} cannot be started`, {
    why: 'it is not installed, or not in PATH',
    hint: 'install FFmpeg, or let the add-on node-av do the work (GAZE_MEDIA=auto)',
    cause,
  })

/** A started FFmpeg program. @throws GazeError SOURCE_FAILED when there is none. */
export const start = async (
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<ChildProcess> => {
  const child = spawn(program, args, options)
  try {
    await once(child, 'spawn')
    return child
  } catch (error) {
    if (isGazeError(error)) throw error
    throw notInstalled(program, error)
  }
}

export interface Finished {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs a program that ends soon, to its end. */
export const finish = async (
  program: string,
  args: readonly string[],
  options: { readonly input?: Uint8Array; readonly signal?: AbortSignal; readonly timeoutMs: number },
): Promise<Finished> => {
  const child = await start(program, args, {
    stdio: 'pipe',
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
  })
  const stop = (): void => void child.kill('SIGKILL')
  options.signal?.addEventListener('abort', stop, { once: true })
  const stdout: Buffer[] = []
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-KEPT)
  })
  // A program that has seen enough closes its input; how it ended says the rest.
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input)
  const [code] = (await once(child, 'close')) as [number | null]
  options.signal?.removeEventListener('abort', stop)
  options.signal?.throwIfAborted()
  return { code: code ?? -1, stdout: Buffer.concat(stdout), stderr }
}

/** The last thing a program complained about, without the addresses FFmpeg puts before it. */
export const lastLine = (stderr: string): string =>
  stderr
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\[[^\]]*\]\s*/, '').replace(/^file:\S+:\s*/, ''))
    .filter((line) => line !== '')
    .at(-1) ?? ''

import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { GazeError, messageOf } from '../../errors.ts'
import { inheritedEnvironment } from '../../config.ts'
import type { Credentials } from './auth-file.ts'

const LIMIT_MS = 20_000
/** A helper says so in place of a user where what it gives is an identity token. */
const TOKEN_USER = '<token>'

const failed = (program: string, why: string, cause?: unknown): GazeError =>
  new GazeError('FAILED', `The credential helper ${program} does not work`, {
    why,
    hint: `Check it by: echo HOST | ${program} get`,
    cause,
  })

const run = async (
  program: string,
  input: string,
  signal: AbortSignal,
): Promise<{ code: number; out: string }> => {
  const child = spawn(program, ['get'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: inheritedEnvironment(),
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code, out] = await Promise.all([ended, text(child.stdout)])
  return { code, out }
}

/**
 * Asks `docker-credential-NAME`. Undefined where it knows nothing of that server.
 * @throws GazeError FAILED when it cannot be run or says nonsense; what it said is never repeated.
 */
export const askHelper = async (
  name: string,
  server: string,
  signal: AbortSignal,
): Promise<Credentials | undefined> => {
  const program = `docker-credential-${name}`
  const { code, out } = await run(program, server, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw failed(program, messageOf(error), error)
  })
  if (code !== 0) return undefined
  try {
    const { Username: user = '', Secret: secret = '' } = JSON.parse(out) as {
      Username?: string
      Secret?: string
    }
    if (secret === '') return undefined
    return user === TOKEN_USER ? { user, password: '', identityToken: secret } : { user, password: secret }
  } catch {
    // The parser's message would show a piece of the secret.
    throw failed(program, 'It did not answer with JSON')
  }
}

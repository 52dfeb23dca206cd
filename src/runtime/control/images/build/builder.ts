import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { environmentVariable, inheritedEnvironment } from '../../../config.ts'
import { GazeError } from '../../../errors.ts'
import type { Reference } from '../../../registry/reference.ts'

/** All three know `build -t REF DIR` and `push REF`; Docker's daemon knows by itself to whom it speaks plain HTTP. */
const PROGRAMS = ['docker', 'buildah', 'podman'] as const

/** A program that builds container images. */
export interface Builder {
  readonly program: string
  build(dir: string, tag: string, signal: AbortSignal): Promise<void>
  push(reference: Reference, signal: AbortSignal): Promise<void>
}

const isThere = (program: string): boolean =>
  (environmentVariable('PATH') ?? '').split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, program), constants.X_OK)
      return true
    } catch {
      // Not in this directory.
      return false
    }
  })

/** What the program says goes to stderr, where people see it. @throws GazeError BUILD_FAILED */
const run = async (
  program: string,
  args: readonly string[],
  hint: string,
  signal: AbortSignal,
): Promise<void> => {
  const child = spawn(program, args, { stdio: ['ignore', 2, 2], env: inheritedEnvironment(), signal })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return
  throw new GazeError('BUILD_FAILED', `${program} ${args[0] ?? ''} did not succeed`, {
    why: code === null ? 'A signal ended it' : `It exited ${code}; what it said is above`,
    hint,
  })
}

/** Which registries may be asked by plain HTTP: that of the runtime image, that of what is built. */
export interface InClear {
  readonly pull: boolean
  readonly push: boolean
}

const clearFlags = (program: string, inClear: boolean): string[] =>
  inClear && program !== 'docker' ? ['--tls-verify=false'] : []

const buildArgs = (program: string, inClear: boolean, tag: string): string[] => [
  ...['build', ...clearFlags(program, inClear)],
  // With a layer for each step, podman fails on a runtime image without a history, and leaves them behind.
  ...(program === 'podman' ? ['--layers=false'] : []),
  ...['-t', tag],
]

/** Where the registry is not named, buildah and podman would push to `localhost`. */
const pushArgs = (
  program: string,
  inClear: boolean,
  { text, host, repository, tag }: Reference,
): string[] => [
  ...['push', ...clearFlags(program, inClear), text],
  ...(program === 'docker' ? [] : [`docker://${host}/${repository}:${tag}`]),
]

/**
 * The first of docker, buildah and podman that is there.
 * @throws GazeError BUILD_FAILED where none is.
 */
export const findBuilder = (inClear: InClear): Builder => {
  const program = PROGRAMS.find(isThere)
  if (program === undefined)
    throw new GazeError('BUILD_FAILED', 'Nothing here builds container images', {
      why: `None of ${PROGRAMS.join(', ')} is in a directory of PATH`,
      hint: 'Install one of them; or --print DIR writes what another machine can build from',
    })
  return {
    program,
    build: (dir, tag, signal) => {
      const args = buildArgs(program, inClear.pull, tag)
      // The directory is gone by then.
      const hint = `Add --print DIR, and try it by hand: ${program} ${args.join(' ')} DIR`
      return run(program, [...args, dir], hint, signal)
    },
    push: (reference, signal) => {
      const args = pushArgs(program, inClear.push, reference)
      return run(program, args, `Try it by hand: ${program} ${args.join(' ')}`, signal)
    },
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { environmentVariable, inheritedEnvironment } from '../../../config.ts'
import { GazeError } from '../../../errors.ts'

/** All three know `build -t REF DIR` and `push REF`. */
const PROGRAMS = ['docker', 'buildah', 'podman'] as const

/** A program that builds container images. */
export interface Builder {
  readonly program: string
  build(dir: string, tag: string, signal: AbortSignal): Promise<void>
  push(tag: string, signal: AbortSignal): Promise<void>
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
const run = async (program: string, args: readonly string[], signal: AbortSignal): Promise<void> => {
  const child = spawn(program, args, { stdio: ['ignore', 2, 2], env: inheritedEnvironment(), signal })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return
  throw new GazeError('BUILD_FAILED', `${program} ${args[0] ?? ''} did not succeed`, {
    why: code === null ? 'A signal ended it' : `It exited ${code}; what it said is above`,
    hint: `Try it by hand: ${program} ${args.join(' ')}`,
  })
}

/**
 * The first of docker, buildah and podman that is there.
 * @param inClear Registries may be asked by plain HTTP; Docker's daemon has settings of its own for that.
 * @throws GazeError BUILD_FAILED where none is.
 */
export const findBuilder = (inClear: boolean): Builder => {
  const program = PROGRAMS.find(isThere)
  if (program === undefined)
    throw new GazeError('BUILD_FAILED', 'Nothing here builds container images', {
      why: `None of ${PROGRAMS.join(', ')} is in a directory of PATH`,
      hint: 'Install one of them; or --print DIR writes what another machine can build from',
    })
  const flags = inClear && program !== 'docker' ? ['--tls-verify=false'] : []
  return {
    program,
    build: (dir, tag, signal) => run(program, ['build', ...flags, '-t', tag, dir], signal),
    push: (tag, signal) => run(program, ['push', ...flags, tag], signal),
  }
}

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { GazeError } from '../../errors.ts'
import type { PipelineInput } from '../../pipeline/check.ts'
import { nameOfFile, readPipelineFile } from '../images/read-pipeline-file.ts'
import { readStdin } from '../read-stdin.ts'
import { refusePassword } from '../secrets-in-urls.ts'

/** A pipeline's text; `name` is that of its file, `origin` what to put before places in messages. */
export interface NamedPipeline extends PipelineInput {
  readonly name: string
  readonly origin: string
}

const isFile = (argument: string, cwd: string): boolean =>
  /\.(ya?ml|json)$/i.test(argument) && (!/\s/.test(argument) || existsSync(resolve(cwd, argument)))

/** `K=V` of `--param`. @throws GazeError USAGE */
const paramsOf = (flags: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    flags.map((flag) => {
      const equals = flag.indexOf('=')
      if (equals > 0) return [flag.slice(0, equals), flag.slice(equals + 1)]
      throw new GazeError('USAGE', `--param ${flag} is not NAME=VALUE`, {
        hint: `--param ${flag || 'NAME'}=VALUE`,
      })
    }),
  )

/**
 * Reads a pipeline: a file (*.yaml, *.yml, *.json), `-` for one on stdin, else a statement.
 * @throws GazeError FILE_NOT_FOUND, FILE_INVALID, USAGE, PASSWORD_IN_URL
 */
export const readPipeline = async (
  argument: string,
  paramFlags: readonly string[],
  cwd: string,
): Promise<NamedPipeline> => {
  const params = paramsOf(paramFlags)
  if (argument === '-') return { text: await readStdin(), format: 'yaml', params, name: '', origin: 'stdin' }
  if (isFile(argument, cwd)) {
    const text = await readPipelineFile(argument, cwd)
    return { text, format: 'yaml', params, name: nameOfFile(argument), origin: argument }
  }
  refusePassword('The statement', argument)
  return { text: argument, format: 'statement', params, name: '', origin: '' }
}

import { environmentVariable } from '../../config.ts'
import { GazeError } from '../../errors.ts'
import { checkPipeline, pipelineInvalid } from '../../pipeline/check.ts'
import { checkName } from '../../records/names.ts'
import type { Draft } from '../../records/store.ts'
import type { Env, Image, Wire } from '../../records/types.ts'
import { changeEnv, parseEnvFlags } from '../env-flags.ts'
import { readStdin } from '../read-stdin.ts'
import { refusePassword } from '../secrets-in-urls.ts'
import { withAbsolutePaths } from './absolute-paths.ts'
import { imageDigest } from './digest.ts'
import type { ImageSource } from './image-source.ts'
import { directoryOf, requireProgram } from './program.ts'
import { nameOfFile, readPipelineFile } from './read-pipeline-file.ts'
import { shellWords } from './shell-words.ts'

export interface ImageDefinition {
  readonly source: Exclude<ImageSource, { kind: 'container' }>
  /** Without one, that of the pipeline file. */
  readonly description?: string | undefined
  /** `K=V`, as the flags said it. */
  readonly envFlags: readonly string[]
  readonly wire?: Wire | undefined
  readonly check: boolean
  /** Where relative paths begin. */
  readonly cwd: string
}

export const imageEnv = (flags: readonly string[]): Env => {
  const { set, unset } = parseEnvFlags(flags)
  if (unset.length === 0) return changeEnv({}, { set, unset })
  throw new GazeError('USAGE', `--env ${unset[0]}- takes nothing away from an image`, {
    hint: 'An image has the variables that are named when it is added',
  })
}

const pipelineImage = (
  { description, envFlags, wire, check, cwd }: ImageDefinition,
  text: string,
  format: 'statement' | 'yaml',
  ref: string,
  nameFor: (written: string) => string,
): Draft<Image> => {
  if (wire === 'v0')
    throw new GazeError('USAGE', '--wire v0 is for programs', {
      why: 'Pipelines speak v1',
      hint: 'Leave --wire away',
    })
  refusePassword('The pipeline', text)
  const checked = checkPipeline({ text, format })
  if (checked.spec.nodes.length === 0 || (check && checked.issues.length > 0))
    throw pipelineInvalid(checked.issues)
  const runs = { pipeline: withAbsolutePaths(checked.spec, cwd), wire: 'v1' as const }
  const name = checkName('image', nameFor(checked.name))
  return {
    name,
    kind: 'pipeline',
    ref,
    digest: imageDigest(runs),
    ...runs,
    description: description ?? checked.description,
    env: imageEnv(envFlags),
  }
}

const commandImage = (definition: ImageDefinition, text: string, name: string): Draft<Image> => {
  const { description = '', envFlags, wire = 'v0', check, cwd } = definition
  refusePassword('--command', text)
  const command = shellWords(text)
  const [program] = command
  if (program === undefined || program === '')
    throw new GazeError('USAGE', '--command names no program', {
      hint: "Write for example --command 'python3 app.py'",
    })
  const dir = directoryOf(command, cwd)
  if (check) requireProgram(program, cwd, environmentVariable('PATH') ?? '')
  const runs = { command, wire, ...(dir === undefined ? {} : { cwd: dir }) }
  return {
    name: checkName('image', name),
    kind: 'command',
    ref: program,
    digest: imageDigest(runs),
    ...runs,
    description,
    env: imageEnv(envFlags),
  }
}

const nameless = (): GazeError =>
  new GazeError('USAGE', 'A pipeline from stdin needs a name', { hint: 'Add --name NAME' })

/**
 * The image as it shall be recorded.
 * @throws GazeError USAGE, INVALID_NAME, PIPELINE_INVALID with every error, FILE_NOT_FOUND, FILE_INVALID, PASSWORD_IN_URL
 */
export const defineImage = async (definition: ImageDefinition): Promise<Draft<Image>> => {
  const { source, cwd } = definition
  if (source.kind === 'command') return commandImage(definition, source.text, source.name)
  if (source.kind === 'statement')
    return pipelineImage(definition, source.text, 'statement', 'statement', () => source.name)
  const fromStdin = source.path === '-'
  const text = fromStdin ? await readStdin() : await readPipelineFile(source.path, cwd)
  return pipelineImage(definition, text, 'yaml', source.path, (written) => {
    const name = source.name ?? (written || (fromStdin ? '' : nameOfFile(source.path)))
    if (name === '') throw nameless()
    return name
  })
}

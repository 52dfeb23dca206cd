import { GazeError } from '../../errors.ts'
import { checkPipeline } from '../../pipeline/check.ts'
import type { PipelineIssue, PipelineSpec, Place } from '../../pipeline/spec.ts'
import type { Draft } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'
import type { Inspected } from '../../registry/inspect.ts'
import { changeEnv, checkEnvName } from '../env-flags.ts'
import { withAbsolutePaths } from '../images/absolute-paths.ts'
import { containerRuns } from '../images/container/define-container.ts'
import { imageDigest } from '../images/digest.ts'
import { directoryOf } from '../images/program.ts'
import { shellWords } from '../images/shell-words.ts'
import { ownVariables, refuseOwnVariables } from '../own-env.ts'
import { refusePassword } from '../secrets-in-urls.ts'
import type { PipelineText } from './form.ts'
import { type FileIssue, issueOf } from './issues.ts'
import type { ImageObject } from './read/objects.ts'

export interface DraftedImage {
  readonly draft: Draft<Image> | undefined
  readonly issues: readonly FileIssue[]
}

type Runs = Omit<Draft<Image>, 'name' | 'description' | 'env'>

const WAYS = ['pipeline', 'command', 'ref'] as const

/** What no file has named yet is as people have left it. */
const stays = (old: Image | undefined, field: 'description' | 'env' | 'wire'): boolean =>
  old !== undefined && !(old.applied ?? []).includes(field)

/** What is wrong with a pipeline, at its places in the file, or all at its beginning. */
const ofPipeline = (found: PipelineIssue, { line }: PipelineText, object: ImageObject): FileIssue => {
  const at = object.places.get('pipeline') ?? object.at
  const where =
    line !== undefined
      ? { line: found.line + line }
      : { ...at, message: `${found.message} (at ${found.line}:${found.column} of the pipeline)` }
  return { ...found, ...where, path: `spec.pipeline.${found.path}`, file: object.file }
}

interface Checked {
  readonly issues: FileIssue[]
  /** The value, unless its check fails, which becomes an issue at the field. */
  attempt<T>(field: string, check: () => T): T | undefined
}

const createChecked = (object: ImageObject): Checked => {
  const issues: FileIssue[] = []
  return {
    issues,
    attempt: (field, check) => {
      try {
        return check()
      } catch (error) {
        issues.push(issueOf(error, object.file, object.places.get(field) ?? object.at, `spec.${field}`))
        return undefined
      }
    },
  }
}

const pipelineOf = (object: ImageObject, checked: Checked): PipelineSpec | undefined => {
  const { pipeline } = object.spec
  if (pipeline === undefined) return undefined
  checked.attempt('pipeline', () => refusePassword('The pipeline', pipeline.text))
  const { spec, issues } = checkPipeline(pipeline)
  checked.issues.push(...issues.map((each) => ofPipeline(each, pipeline, object)))
  return issues.length === 0 ? withAbsolutePaths(spec, object.cwd) : undefined
}

const commandRuns = (object: ImageObject, checked: Checked): Runs | undefined => {
  const { command: written = '', cwd, wire = 'v0' } = object.spec
  const command =
    typeof written === 'string' ? checked.attempt('command', () => shellWords(written)) : written
  if (command === undefined) return undefined
  const [program] = command
  checked.attempt('command', () => {
    refusePassword('The command', command.join(' '))
    if (program === undefined || program === '') throw new GazeError('USAGE', 'command names no program')
  })
  const dir = cwd ?? directoryOf(command, object.cwd)
  const runs = { command, wire, ...(dir === undefined ? {} : { cwd: dir }) }
  return { kind: 'command', ref: program ?? '', digest: imageDigest(runs), ...runs }
}

const ofContainer = (
  object: ImageObject,
  old: Image | undefined,
  facts: Inspected | undefined,
  checked: Checked,
): Runs | undefined => {
  const { ref = '', wire = stays(old, 'wire') ? old?.wire : undefined } = object.spec
  return facts === undefined ? undefined : checked.attempt('ref', () => containerRuns(ref, facts, wire))
}

const pipelineRuns = (object: ImageObject, checked: Checked): Runs | undefined => {
  const { wire } = object.spec
  const pipeline = pipelineOf(object, checked)
  checked.attempt('wire', () => {
    if (wire === 'v0')
      throw new GazeError('USAGE', 'wire v0 is for programs and containers; pipelines speak v1')
  })
  if (pipeline === undefined) return undefined
  const runs = { pipeline, wire: 'v1' as const }
  return {
    kind: 'pipeline',
    ref: object.file === 'stdin' ? '-' : object.file,
    digest: imageDigest(runs),
    ...runs,
  }
}

const requireOneWay = (object: ImageObject, at: Place): FileIssue | undefined => {
  const named = WAYS.filter((way) => object.spec[way] !== undefined)
  if (named.length === 1) return undefined
  const message =
    named.length === 0
      ? `an image needs one of ${WAYS.join(', ')}`
      : `${named.join(' and ')} exclude each other`
  return { code: 'BAD_VALUE', message, ...at, path: 'spec', suggestion: '', file: object.file }
}

/**
 * The image as it shall be recorded. What the file does not name stays as it is in `old`, but for what it named
 * before.
 * @param facts What the registry says of a container; without them there is no draft of one.
 */
export const draftImage = (object: ImageObject, old: Image | undefined, facts?: Inspected): DraftedImage => {
  const { spec, name } = object
  const oneWay = requireOneWay(object, object.places.get('command') ?? object.at)
  if (oneWay !== undefined) return { draft: undefined, issues: [oneWay] }
  const checked = createChecked(object)
  const runs =
    spec.pipeline !== undefined
      ? pipelineRuns(object, checked)
      : spec.command !== undefined
        ? commandRuns(object, checked)
        : ofContainer(object, old, facts, checked)
  for (const [key, value] of Object.entries(spec.env ?? {}))
    checked.attempt('env', () => refusePassword(`env ${checkEnvName('env', key)}`, value))
  if (runs !== undefined)
    checked.attempt('env', () => refuseOwnVariables(Object.keys(spec.env ?? {}), ownVariables(runs)))
  if (runs === undefined || checked.issues.length > 0) return { draft: undefined, issues: checked.issues }
  const env = spec.env ?? (stays(old, 'env') ? old?.env : undefined) ?? {}
  const draft: Draft<Image> = {
    name,
    ...runs,
    description: spec.description ?? (stays(old, 'description') ? old?.description : undefined) ?? '',
    env: changeEnv({}, { set: env, unset: [] }),
  }
  return { draft, issues: [] }
}

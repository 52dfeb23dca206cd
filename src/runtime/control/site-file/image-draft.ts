import { GazeError } from '../../errors.ts'
import { checkPipeline } from '../../pipeline/check.ts'
import type { PipelineIssue, PipelineSpec, Place } from '../../pipeline/spec.ts'
import type { Draft } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'
import { changeEnv, checkEnvName } from '../env-flags.ts'
import { withAbsolutePaths } from '../images/absolute-paths.ts'
import { imageDigest } from '../images/digest.ts'
import { directoryOf } from '../images/program.ts'
import { shellWords } from '../images/shell-words.ts'
import { refusePassword } from '../secrets-in-urls.ts'
import type { PipelineText } from './form.ts'
import { type FileIssue, issueOf } from './issues.ts'
import type { ImageObject } from './read/objects.ts'

export interface DraftedImage {
  readonly draft: Draft<Image> | undefined
  readonly issues: readonly FileIssue[]
}

type Runs = Pick<Draft<Image>, 'kind' | 'ref' | 'digest' | 'wire' | 'pipeline' | 'command' | 'cwd' | 'user'>

const WAYS = ['pipeline', 'command', 'ref'] as const
const DIGEST = /^sha256:[0-9a-f]{64}$/

/** What is wrong with a pipeline, at its places in the file, or all at its beginning. */
const ofPipeline = (found: PipelineIssue, { placed }: PipelineText, object: ImageObject): FileIssue => {
  const at = object.places.get('pipeline') ?? object.at
  const where = placed
    ? {}
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

const containerRuns = (object: ImageObject, checked: Checked): Runs => {
  const { ref = '', digest = '', user, wire = 'v0' } = object.spec
  checked.attempt('digest', () => {
    if (!DIGEST.test(digest))
      throw new GazeError(
        'USAGE',
        digest === ''
          ? `The container ${ref} has no digest`
          : 'digest is not sha256: and 64 hexadecimal digits',
        {
          hint: 'gaze image add REF asks the registry for it, gaze export writes it',
        },
      )
  })
  return { kind: 'container', ref, digest, wire, ...(user === undefined ? {} : { user }) }
}

const runsOf = (object: ImageObject, checked: Checked): Runs | undefined => {
  const { pipeline: written, ref, wire } = object.spec
  if (written === undefined)
    return ref === undefined ? commandRuns(object, checked) : containerRuns(object, checked)
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
 */
export const draftImage = (object: ImageObject, old: Image | undefined): DraftedImage => {
  const { spec, name } = object
  const oneWay = requireOneWay(object, object.places.get('command') ?? object.at)
  if (oneWay !== undefined) return { draft: undefined, issues: [oneWay] }
  const checked = createChecked(object)
  const runs = runsOf(object, checked)
  const stays = (field: 'description' | 'env'): boolean =>
    old !== undefined && !(old.applied ?? []).includes(field)
  for (const [key, value] of Object.entries(spec.env ?? {}))
    checked.attempt('env', () => refusePassword(`env ${checkEnvName('env', key)}`, value))
  if (runs === undefined || checked.issues.length > 0) return { draft: undefined, issues: checked.issues }
  const env = spec.env ?? (stays('env') ? old?.env : undefined) ?? {}
  const draft: Draft<Image> = {
    name,
    ...runs,
    description: spec.description ?? (stays('description') ? old?.description : undefined) ?? '',
    env: changeEnv({}, { set: env, unset: [] }),
  }
  return { draft, issues: [] }
}

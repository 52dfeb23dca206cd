import { type ErrorCode, GazeError, isGazeError } from '../../errors.ts'
import { describeIssue } from '../../pipeline/check.ts'
import type { PipelineIssue, Place } from '../../pipeline/spec.ts'

/** One error of a file, with its place. */
export interface FileIssue extends PipelineIssue {
  readonly file: string
}

/** Flags by the name of the field that stands for them. */
const FIELD_OF: Readonly<Record<string, string>> = {
  sink: 'sinks',
  'secret-env': 'secretEnv',
  resource: 'resources',
  'node-selector': 'nodeSelector',
  toleration: 'tolerations',
  'pull-secret': 'pullSecrets',
}

/** What a flag's check says, said of the field. */
const ofField = (text: string): string =>
  text.replace(/--([a-z][a-z-]*)/g, (_, flag: string) => FIELD_OF[flag] ?? flag)

/** What no file can be blamed for. */
const OF_OTHERS: readonly ErrorCode[] = [
  'STORE_UNAVAILABLE',
  'CLUSTER_UNAVAILABLE',
  'REGISTRY_UNAVAILABLE',
  'CONFLICT',
  'NOT_ALLOWED',
  'TIMEOUT',
  'INTERNAL',
]

/** The issue that an error of a check is, at that place. @throws what has nothing to do with the file */
export const issueOf = (error: unknown, file: string, place: Place, path: string): FileIssue => {
  if (!isGazeError(error) || OF_OTHERS.includes(error.code)) throw error
  const { code, message, why = '', hint = '', details } = error
  const suggestion = typeof details.suggestion === 'string' ? details.suggestion : ''
  // What the nearest word says already needs no second saying; a command keeps its flags.
  const next = suggestion !== '' ? '' : hint.includes('gaze ') ? hint : ofField(hint)
  const text = [ofField(message), ofField(why), next].filter(Boolean).join('; ')
  return { code, message: text, ...place, path, suggestion, file }
}

const byPlace =
  (files: readonly string[]) =>
  (a: FileIssue, b: FileIssue): number =>
    files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column

/** The error that lists every issue, each with its file and place, in the order of the files. */
export const filesInvalid = (found: readonly FileIssue[], files: readonly string[]): GazeError => {
  const issues = [...found].sort(byPlace(files))
  const count = issues.length === 1 ? 'is an error' : `are ${issues.length} errors`
  return new GazeError('FILE_INVALID', `There ${count} in what shall be applied; nothing was changed`, {
    why: issues.map((each) => describeIssue(each, each.file)).join('\n'),
    hint: 'Correct these places, then repeat the command',
    details: { errors: issues },
  })
}

/** A command before the pipe that failed, or the wrong file, would otherwise pass for a site that is as it should be. */
export const nothingDeclared = (files: readonly string[]): GazeError =>
  new GazeError('FILE_INVALID', `There is nothing to apply in ${files.join(', ')}`, {
    why: 'No Image and no Stream is declared there; nothing was changed',
    hint: 'Look at what -f names; gaze stream remove and gaze image remove take single ones away',
    details: { files: [...files] },
  })

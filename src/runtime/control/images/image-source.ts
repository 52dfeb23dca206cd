import { GazeError } from '../../errors.ts'

/** What `gaze image add` was given. */
export interface ImageArguments {
  /** REF, FILE, `-`, or NAME where a statement or command says what it is. */
  readonly first: string
  readonly name?: string | undefined
  readonly statement?: string | undefined
  readonly command?: string | undefined
}

/** The same, understood. */
export type ImageSource =
  | { readonly kind: 'file'; readonly path: string; readonly name?: string }
  | { readonly kind: 'statement'; readonly text: string; readonly name: string }
  | { readonly kind: 'command'; readonly text: string; readonly name: string }
  | { readonly kind: 'container'; readonly ref: string; readonly name?: string }

const PIPELINE_FILE = /\.(ya?ml|json)$/i
/** No reference of a container image begins so. */
const PATH = /^[./~]/

const usage = (message: string, hint: string): GazeError => new GazeError('USAGE', message, { hint })

const needsCluster = (ref: string): GazeError =>
  new GazeError('NEEDS_CLUSTER', `"${ref}" is a container image, which needs a cluster context`, {
    why: 'The local context runs pipelines and programs, not containers',
    hint: `Add a pipeline file (*.yaml, *.yml, *.json), or: gaze image add ${/^[a-z0-9-]+$/.test(ref) ? ref : 'NAME'} --pipeline STATEMENT | --command CMD; for containers choose a cluster with --context`,
    details: { ref },
  })

const named = (args: ImageArguments): string => {
  if (args.name === undefined || args.name === args.first) return args.first
  throw usage(`The image is named twice: ${args.first} and --name ${args.name}`, 'Leave one of them away')
}

/**
 * Tells pipeline files, statements, commands and container references apart.
 * @param onCluster Whether the context is a cluster, which runs containers.
 * @throws GazeError USAGE; NEEDS_CLUSTER for a container reference.
 */
export const imageSource = (args: ImageArguments, onCluster: boolean): ImageSource => {
  const { first, name, statement, command } = args
  if (statement !== undefined && command !== undefined)
    throw usage('--pipeline and --command exclude each other', 'Leave one of them away')
  if (statement !== undefined) return { kind: 'statement', text: statement, name: named(args) }
  if (command !== undefined) return { kind: 'command', text: command, name: named(args) }
  const alias = name === undefined ? {} : { name }
  if (first === '-' || PIPELINE_FILE.test(first)) return { kind: 'file', path: first, ...alias }
  if (PATH.test(first))
    throw usage(
      `"${first}" is no pipeline file`,
      'A pipeline file ends in .yaml, .yml or .json; a program is added by gaze image add NAME --command CMD',
    )
  if (!onCluster) throw needsCluster(first)
  return { kind: 'container', ref: first, ...alias }
}

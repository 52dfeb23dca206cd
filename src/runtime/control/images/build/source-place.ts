import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GazeError } from '../../../errors.ts'

/** Where a pipeline is, and what goes with it. */
export interface SourcePlace {
  /** As it was named: FILE or DIR. */
  readonly given: string
  /** The pipeline. */
  readonly file: string
  /** All of its files go into the container; undefined for a pipeline alone. */
  readonly dir: string | undefined
}

const PIPELINE = /\.(ya?ml|json)$/i
/** What may lie beside a pipeline for its nodes. */
const OF_NODES = /^(package|package-lock|tsconfig|jsconfig)\.json$/
const USUAL = /^pipeline\.(ya?ml|json)$/i

/** Whether the name of a file says that it is the pipeline of its directory. */
export const isUsualName = (name: string): boolean => USUAL.test(name)

export const isDirectory = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

/** `pipeline.yaml`, or the only pipeline that there is. @throws GazeError USAGE */
const pipelineIn = async (dir: string): Promise<string> => {
  const names = (await readdir(dir)).filter((name) => PIPELINE.test(name) && !OF_NODES.test(name))
  const usual = names.filter(isUsualName)
  const [found, second] = usual.length > 0 ? usual : names
  if (found !== undefined && second === undefined) return join(dir, found)
  throw new GazeError('USAGE', `${dir} does not say which pipeline it is`, {
    why: found === undefined ? 'It has no *.yaml, *.yml or *.json' : `It has ${names.join(', ')}`,
    hint: 'Call the pipeline pipeline.yaml',
  })
}

const PROGRAM = /\.[cm]?[jt]sx?$/i

const refuseProgram = (given: string): void => {
  if (!PROGRAM.test(given)) return
  throw new GazeError('USAGE', `${given} is a program, and a container is made of a pipeline`, {
    hint: 'Put it into DIR/nodes, name the node in DIR/pipeline.yaml, and build DIR',
  })
}

/** @throws GazeError USAGE */
export const findSource = async (given: string, cwd: string): Promise<SourcePlace> => {
  const path = resolve(cwd, given)
  if (await isDirectory(path)) return { given, file: await pipelineIn(path), dir: path }
  refuseProgram(given)
  return { given, file: path, dir: undefined }
}

import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { GazeError } from '../../../errors.ts'
import { factsOf } from '../../../nodes/own/facts.ts'
import { loadOwnNodes, NODES_DIR, PIPELINE_DIR } from '../../../nodes/own/load.ts'
import { nodeTypes } from '../../../nodes/registry.ts'
import { checkPipeline, pipelineInvalid } from '../../../pipeline/check.ts'
import type { NodeFacts, PipelineSpec } from '../../../pipeline/spec.ts'
import { withAbsolutePaths } from '../absolute-paths.ts'
import { nameOfFile, readPipelineFile } from '../read-pipeline-file.ts'

/** A pipeline and what goes with it. */
export interface PipelineSource {
  readonly name: string
  readonly description: string
  /** With the paths that its files have in the container. */
  readonly pipeline: PipelineSpec
  /** Nodes of its own that it brings along. */
  readonly nodes: readonly NodeFacts[]
  /** All of its files go into the container; undefined for a pipeline alone. */
  readonly dir: string | undefined
}

const PIPELINE = /\.(ya?ml|json)$/i
/** What may lie beside a pipeline for its nodes. */
const OF_NODES = /^(package|package-lock|tsconfig|jsconfig)\.json$/
const USUAL = /^pipeline\.(ya?ml|json)$/i
/** For each module of its nodes. */
const LOAD_LIMIT_MS = 10_000

const isDirectory = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

/** `pipeline.yaml`, or the only pipeline that there is. @throws GazeError USAGE */
const pipelineIn = async (dir: string): Promise<string> => {
  const names = (await readdir(dir)).filter((name) => PIPELINE.test(name) && !OF_NODES.test(name))
  const usual = names.filter((name) => USUAL.test(name))
  const [found, second] = usual.length > 0 ? usual : names
  if (found !== undefined && second === undefined) return join(dir, found)
  throw new GazeError('USAGE', `${dir} does not say which pipeline it is`, {
    why: found === undefined ? 'It has no *.yaml, *.yml or *.json' : `It has ${names.join(', ')}`,
    hint: 'Call the pipeline pipeline.yaml',
  })
}

/** A pipeline alone takes no file along. */
const refuseFiles = (spec: PipelineSpec, path: string): void => {
  const node = spec.nodes.find(
    ({ params }) => typeof params.path === 'string' && !/^([a-z][a-z0-9+.-]*:|\$\{)/i.test(params.path),
  )
  if (node === undefined) return
  throw new GazeError(
    'USAGE',
    `Node ${node.id} of ${path} reads the file ${String(node.params.path)}, which the container would not have`,
    {
      hint: `Put both into a directory and build that; or leave the source to the stream`,
    },
  )
}

/** @throws GazeError FILE_NOT_FOUND, FILE_INVALID, USAGE, PIPELINE_INVALID with every error */
export const readPipelineSource = async (
  given: string,
  cwd: string,
  signal: AbortSignal,
): Promise<PipelineSource> => {
  const path = resolve(cwd, given)
  const dir = (await isDirectory(path)) ? path : undefined
  const file = dir === undefined ? path : await pipelineIn(dir)
  const text = await readPipelineFile(file, cwd)
  const own =
    dir === undefined ? [] : await loadOwnNodes(join(dir, NODES_DIR), { limitMs: LOAD_LIMIT_MS, signal })
  const input = { text, format: 'yaml' } as const
  const { spec, issues, name, description } = checkPipeline(input, [...nodeTypes, ...own])
  if (issues.length > 0) throw pipelineInvalid(issues)
  if (dir === undefined) refuseFiles(spec, given)
  const usual = USUAL.test(basename(file)) ? basename(dirname(file)) : nameOfFile(file)
  const nodes = own.map((type) => factsOf(type.name, type))
  return { name: name || usual, description, pipeline: withAbsolutePaths(spec, PIPELINE_DIR), nodes, dir }
}

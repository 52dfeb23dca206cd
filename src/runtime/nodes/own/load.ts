import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GazeError, messageOf } from '../../errors.ts'
import type { AnyType } from '../../pipeline/node.ts'
import type { PipelineSpec } from '../../pipeline/spec.ts'
import { isMissing } from '../../service/files.ts'
import { nodeType } from '../registry.ts'
import { factsOf } from './facts.ts'

/** Where the files of a pipeline's directory lie in its container. */
export const PIPELINE_DIR = '/app/pipeline'
/** The directory of modules, beside the pipeline. */
export const NODES_DIR = 'nodes'

const MODULE = /\.mjs$/

const loadModule = async (path: string): Promise<AnyType> => {
  let module: { readonly default?: unknown }
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module
  } catch (error) {
    throw new GazeError('FILE_INVALID', `${path} cannot be loaded`, {
      why: messageOf(error),
      hint: 'A node is a JavaScript module that needs nothing but what lies beside it',
      cause: error,
    })
  }
  const facts = factsOf(path, module.default)
  const { open, live } = module.default as Partial<Record<'open' | 'live', unknown>>
  if (typeof open !== 'function' || (facts.source && typeof live !== 'function'))
    throw new GazeError('FILE_INVALID', `${path} is no type of node`, {
      why: facts.source ? 'A source has the functions open and live' : 'It has no function open',
      hint: 'docs/images.md shows one',
    })
  return { ...(module.default as AnyType), ...facts } as AnyType
}

/**
 * Runs the modules (*.mjs) of a directory, each of which exports one type of node by default; none where there is no
 * such directory.
 * @throws GazeError FILE_INVALID
 */
export const loadOwnNodes = async (dir: string): Promise<AnyType[]> => {
  const names = await readdir(dir).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const types: AnyType[] = []
  for (const name of names.filter((each) => MODULE.test(each)).sort()) {
    const type = await loadModule(join(dir, name))
    if (types.some((other) => other.name === type.name))
      throw new GazeError('FILE_INVALID', `Two modules of ${dir} are node "${type.name}"`, {
        hint: 'Give each a name of its own',
      })
    types.push(type)
  }
  return types
}

/**
 * Finds the types that a pipeline names: those of this program, and of the container that it runs in.
 * @throws GazeError FILE_INVALID
 */
export const typesFor = async (
  { nodes }: PipelineSpec,
  dir = join(PIPELINE_DIR, NODES_DIR),
): Promise<(name: string) => AnyType | undefined> => {
  if (nodes.every(({ own }) => own === undefined)) return nodeType
  const own = new Map((await loadOwnNodes(dir)).map((type) => [type.name, type]))
  return (name) => nodeType(name) ?? own.get(name)
}

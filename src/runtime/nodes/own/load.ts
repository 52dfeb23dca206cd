import { join } from 'node:path'
import { GazeError } from '../../errors.ts'
import type { AnyType } from '../../pipeline/node.ts'
import type { PipelineSpec } from '../../pipeline/spec.ts'
import { nodeType } from '../registry.ts'
import { factsOf } from './facts.ts'
import { importWithin, type LoadLimit } from './import-within.ts'
import { modulesIn } from './modules.ts'

/** Where the files of a pipeline's directory lie in its container. */
export const PIPELINE_DIR = '/app/pipeline'
/** The directory of modules, beside the pipeline. */
export const NODES_DIR = 'nodes'

/** What loaded in seconds where it was built may take longer on the share of a core that a pod has. */
const POD_LIMIT_MS = 60_000

const loadModule = async (path: string, limit: LoadLimit): Promise<AnyType> => {
  const found = await importWithin(path, limit)
  const facts = factsOf(path, found)
  const { open, live } = found as Partial<Record<'open' | 'live', unknown>>
  if (typeof open !== 'function' || (facts.source && typeof live !== 'function'))
    throw new GazeError('FILE_INVALID', `${path} is no type of node`, {
      why: facts.source ? 'A source has the functions open and live' : 'It has no function open',
      hint: 'docs/images.md shows one',
    })
  return { ...(found as AnyType), ...facts } as AnyType
}

/**
 * Runs the modules (*.mjs, *.cjs, *.js) of a directory, each of which exports one type of node by default; none where
 * there is no such directory.
 * @throws GazeError FILE_INVALID
 */
export const loadOwnNodes = async (dir: string, limit: LoadLimit): Promise<AnyType[]> => {
  const types: AnyType[] = []
  for (const name of await modulesIn(dir)) {
    const type = await loadModule(join(dir, name), limit)
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
  signal: AbortSignal,
  dir = join(PIPELINE_DIR, NODES_DIR),
): Promise<(name: string) => AnyType | undefined> => {
  if (nodes.every(({ own }) => own === undefined)) return nodeType
  const loaded = await loadOwnNodes(dir, { limitMs: POD_LIMIT_MS, signal })
  const own = new Map(loaded.map((type) => [type.name, type]))
  return (name) => nodeType(name) ?? own.get(name)
}

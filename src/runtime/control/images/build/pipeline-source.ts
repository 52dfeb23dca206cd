import { basename, dirname, join } from 'node:path'
import { GazeError, isGazeError } from '../../../errors.ts'
import { NODES_DIR, PIPELINE_DIR } from '../../../nodes/own/load.ts'
import type { NodeFacts, PipelineSpec } from '../../../pipeline/spec.ts'
import { withAbsolutePaths } from '../absolute-paths.ts'
import { nameOfFile, readPipelineFile } from '../read-pipeline-file.ts'
import { checkApart } from './apart/check-apart.ts'
import { isDirectory, isUsualName, type SourcePlace } from './source-place.ts'

/** A pipeline and what is known of it. */
export interface PipelineSource {
  readonly name: string
  readonly description: string
  /** With the paths that its files have in the container. */
  readonly pipeline: PipelineSpec
  /** Nodes of its own that it brings along. */
  readonly nodes: readonly NodeFacts[]
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

/** Nodes beside a pipeline are none of it unless its directory is built. */
const withHint = async (error: unknown, { file, dir }: SourcePlace): Promise<unknown> => {
  const beside = dirname(file)
  if (dir !== undefined || !isGazeError(error, 'PIPELINE_INVALID')) return error
  if (!(await isDirectory(join(beside, NODES_DIR)))) return error
  const { code, message, why = '', details } = error
  const hint = `gaze image build ${beside} takes the nodes in ${join(beside, NODES_DIR)} along`
  return new GazeError(code, message, { why, hint, details })
}

/**
 * Checks it, with the nodes of the directory as they will lie in the container.
 * @param copied Its directory, with nothing else around it; undefined for a pipeline alone.
 * @throws GazeError FILE_NOT_FOUND, FILE_INVALID, USAGE, PIPELINE_INVALID with every error
 */
export const readPipelineSource = async (
  { given, file, dir }: SourcePlace,
  copied: string | undefined,
  signal: AbortSignal,
): Promise<PipelineSource> => {
  const text = await readPipelineFile(file, dirname(file))
  const checked = await checkApart(text, { dir, copied }, signal).catch(async (error: unknown) => {
    throw await withHint(error, { given, file, dir })
  })
  const { spec, name, description, nodes } = checked
  if (dir === undefined) refuseFiles(spec, given)
  const usual = isUsualName(basename(file)) ? basename(dirname(file)) : nameOfFile(file)
  return { name: name || usual, description, pipeline: withAbsolutePaths(spec, PIPELINE_DIR), nodes }
}

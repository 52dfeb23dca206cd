import { resolve } from 'node:path'
import { registryAuthFiles } from '../../../config.ts'
import type { Context } from '../../../contexts.ts'
import { GazeError } from '../../../errors.ts'
import { allowsClear } from '../../../registry/http/registry.ts'
import { inspect } from '../../../registry/inspect.ts'
import { parseReference } from '../../../registry/reference.ts'
import { printContext, withContext } from './build-context.ts'
import { findBuilder } from './builder.ts'
import { findSource } from './source-place.ts'

export interface BuildOptions {
  /** FILE or DIR. */
  readonly source: string
  readonly tag: string
  /** The runtime image to build on. */
  readonly runtime: string
  readonly push: boolean
  /** Write the build context there, and build nothing. */
  readonly print: string | undefined
  readonly insecure: boolean
  /** Check all that can be checked, and build, push and write nothing. */
  readonly dryRun: boolean
  readonly cwd: string
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

export interface Built {
  readonly tag: string
  readonly runtime: string
  /** `docker`, `buildah` or `podman`; empty where nothing was built. */
  readonly builder: string
  readonly pushed: boolean
  /** Of what was pushed, as its registry says; empty where nothing was. */
  readonly digest: string
  /** Where the build context was written; empty where it was not. */
  readonly printed: string
}

/** What shall be added has to be somewhere where nodes can pull it. @throws GazeError USAGE, NEEDS_CLUSTER */
export const checkAdd = (
  {
    add,
    push,
    print,
  }: { readonly add: boolean; readonly push: boolean; readonly print?: string | undefined },
  context: Context,
): void => {
  if (print !== undefined && (add || push))
    throw new GazeError('USAGE', '--print builds nothing that could be pushed or added', {
      hint: 'Leave --print away, or --push and --add',
    })
  if (!add) return
  if (context.kind === 'local')
    throw new GazeError('NEEDS_CLUSTER', 'gaze image build --add needs a cluster context', {
      why: 'The local context runs pipelines and programs, not containers',
      hint: 'Choose a cluster with --context; or register the pipeline itself with gaze image add FILE',
    })
  if (push) return
  throw new GazeError('USAGE', '--add needs --push', {
    why: 'Nodes pull the image from its registry, which is asked for its digest',
    hint: 'Add --push; or push it later, then gaze image add REF',
  })
}

/**
 * Makes a container image of a pipeline.
 * @throws GazeError USAGE, PIPELINE_INVALID, BUILD_FAILED, what a registry says
 */
export const buildImage = async (options: BuildOptions): Promise<Built> => {
  const { tag, runtime, push, print, dryRun, signal, say } = options
  const reference = parseReference(tag)
  if (reference.digest !== '')
    throw new GazeError('USAGE', `--tag ${tag} names a digest, which only a build can give`, {
      hint: `Write --tag ${tag.slice(0, tag.indexOf('@'))}`,
    })
  const place = await findSource(options.source, options.cwd)
  const nothing = { tag, runtime, builder: '', pushed: false, digest: '', printed: '' }
  if (print !== undefined) {
    const to = resolve(options.cwd, print)
    await printContext(to, place, runtime, { dryRun, signal })
    return { ...nothing, printed: to }
  }
  const builder = findBuilder({
    pull: allowsClear(parseReference(runtime).host, options.insecure),
    push: allowsClear(reference.host, options.insecure),
  })
  const work = async (dir: string): Promise<void> => {
    if (dryRun) return
    say(`${builder.program} builds ${tag}`)
    await builder.build(dir, tag, signal)
    if (push) await builder.push(reference, signal)
  }
  await withContext(place, runtime, work, signal)
  if (!push || dryRun) return { ...nothing, builder: builder.program, pushed: push }
  const access = { credentialFiles: registryAuthFiles(), insecure: options.insecure, signal }
  const { digest } = await inspect(reference, access)
  return { ...nothing, builder: builder.program, pushed: true, digest }
}

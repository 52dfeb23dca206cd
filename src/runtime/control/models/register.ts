import { join, resolve } from 'node:path'
import { stateDir } from '../../state-dir.ts'
import type { Site } from '../site.ts'
import { type AddedModel, addModel } from './add.ts'
import { checkSha256, type HintFlags, hintsOf } from './flags.ts'
import { isUrl, modelSource } from './model-source.ts'

/** The flags of `gaze model add`. */
interface ModelFlags {
  readonly name?: string | undefined
  readonly sha256?: string | undefined
  readonly hints: HintFlags
  readonly image?: string | undefined
  readonly check: boolean
  readonly force: boolean
  readonly dryRun: boolean
  readonly cwd: string
  /** Where downloads are kept until they are whole. */
  readonly stateDir: string
  readonly signal: AbortSignal
  /** Says what goes on. */
  say(text: string): void
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

const doneText = (verb: string, bytes: number, total?: number): string =>
  total === undefined
    ? `${verb} ${megabytes(bytes)} MB`
    : `${verb} ${megabytes(bytes)} of ${megabytes(total)} MB (${Math.floor((100 * bytes) / total)} %)`

/** Takes in what the arguments name. @throws GazeError of {@link addModel}, {@link modelSource}, {@link hintsOf} */
export const registerModel = async (site: Site, given: string, flags: ModelFlags): Promise<AddedModel> => {
  const { say, signal } = flags
  const hints = hintsOf(flags.hints)
  checkSha256(flags.sha256)
  const source = await modelSource(given, flags.cwd, {
    dir: join(stateDir(flags.stateDir).models, 'downloads'),
    signal,
    progress: (bytes, total) => say(doneText('fetched', bytes, total)),
  })
  if (isUrl(given)) say('reading the model')
  try {
    return await addModel(site.records, source, {
      ...{ ...flags, hints },
      image: flags.image && resolve(flags.cwd, flags.image),
      progress: (bytes) => say(doneText('stored', bytes)),
    })
  } finally {
    // It is whole; what is wrong with it no second download mends.
    await source.discard()
  }
}

import { join, resolve } from 'node:path'
import { bytesText } from '../../bytes-text.ts'
import { isGazeError } from '../../errors.ts'
import { stateDir } from '../../state-dir.ts'
import type { Site } from '../site.ts'
import { type AddedModel, addModel } from './add.ts'
import { checkSha256, type HintFlags, hintsOf } from './flags.ts'
import { checkHash, isUrl, modelSource } from './model-source.ts'
import { asOneFile, withPacked } from './pack/one-file.ts'

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
  /** Tells what outlasts the command. */
  tell(text: string): void
}

const doneText = (verb: string, bytes: number, total?: number): string =>
  total === undefined
    ? `${verb} ${bytesText(bytes)}`
    : `${verb} ${bytesText(bytes)} of ${bytesText(total)} (${Math.floor((100 * bytes) / total)} %)`

const stoppedText = (bytes: number, resumes: boolean): string =>
  resumes
    ? `${bytesText(bytes)} of it are here: the same command goes on where this one stopped`
    : 'The same command begins anew: that server does not let a download go on'

/** Takes in what the arguments name. @throws GazeError of {@link addModel}, {@link modelSource}, {@link hintsOf} */
export const registerModel = async (site: Site, given: string, flags: ModelFlags): Promise<AddedModel> => {
  const { say, signal } = flags
  const hints = hintsOf(flags.hints)
  checkSha256(flags.sha256)
  const source = await modelSource(given, flags.cwd, {
    dir: join(stateDir(flags.stateDir).models, 'downloads'),
    signal,
    progress: (bytes, total) => say(doneText('fetched', bytes, total)),
    stopped: (bytes, resumes) => flags.tell(stoppedText(bytes, resumes)),
  })
  if (isUrl(given)) say('reading the model')
  try {
    const added = await asOneFile(source, flags.stateDir, signal, async (file) => {
      // What --sha256 names is the file that was given, whatever it is packed into.
      if (file.packed.length > 0) await checkHash(source, flags.sha256, signal)
      const made = await addModel(
        site.records,
        { ...source, path: file.path },
        {
          ...{ ...flags, hints },
          sha256: file.packed.length > 0 ? undefined : flags.sha256,
          image: flags.image && resolve(flags.cwd, flags.image),
          progress: (bytes) => say(doneText('stored', bytes)),
        },
      )
      return { ...made, inference: withPacked(made.inference, file) }
    })
    // Whoever only looked comes back for it.
    if (!flags.dryRun) await source.discard()
    return added
  } catch (error) {
    // What another flag mends needs no second download; a file that is no model is fetched anew.
    if (isGazeError(error, 'MODEL_INVALID')) await source.discard()
    throw error
  }
}

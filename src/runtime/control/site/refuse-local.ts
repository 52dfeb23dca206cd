import { isAbsolute } from 'node:path'
import type { Context } from '../../contexts.ts'
import { GazeError } from '../../errors.ts'
import type { Draft } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'
import { filesOf, fileOfSink } from '../site-file/local-only.ts'

const refuse = (context: Context, what: string, why: string, hint: string): GazeError =>
  new GazeError('NEEDS_LOCAL', `${what} cannot go to context "${context.name}", a cluster`, { why, hint })

/** @throws GazeError NEEDS_LOCAL for an image that only this machine can run, where the context is a cluster. */
export const refuseLocalImage = (context: Context, image: Draft<Image>): void => {
  if (context.kind === 'local') return
  const what = `Image "${image.name}"`
  if (image.kind === 'command')
    throw refuse(
      context,
      what,
      'It is a program of this machine, and nothing that comes over a network may be one',
      'Put it into a container image; or add --context local',
    )
  const [file] = filesOf(image)
  if (file !== undefined)
    throw refuse(
      context,
      what,
      `${file.charAt(0).toUpperCase()}${file.slice(1)}, which its pods do not have`,
      'Leave the source to the stream, or add --context local',
    )
}

/** @throws GazeError NEEDS_LOCAL for a source that is a file of this machine, where the context is a cluster. */
export const refuseLocalSource = (context: Context, stream: string, source: string | undefined): void => {
  if (context.kind === 'local' || source === undefined || !isAbsolute(source)) return
  throw refuse(
    context,
    `Stream "${stream}"`,
    `Its source ${source} is a file of this machine, which its pods do not have`,
    `--source push, then gaze stream send ${stream} --from ${source}`,
  )
}

/** @throws GazeError NEEDS_LOCAL for a sink that is, or reads, a file of this machine, where the context is a cluster. */
export const refuseLocalSinks = (context: Context, stream: string, sinks: readonly string[] = []): void => {
  if (context.kind === 'local') return
  const [reason] = sinks.flatMap(fileOfSink)
  if (reason === undefined) return
  throw refuse(
    context,
    `Stream "${stream}"`,
    `${reason.charAt(0).toUpperCase()}${reason.slice(1)}, which its pods do not have`,
    'Give certificates as ca=${NAME} with --secret-env NAME=file:PATH; gaze output tail --json writes events to a file',
  )
}

import { checkVideoFile } from './source/check-file.ts'
import { chooseMedia } from './implementation.ts'
import { targetOf } from './source/protocols.ts'
import type { OpenOptions, VideoReader } from './types.ts'

/**
 * Opens a video file or URL for reading from its start.
 * @throws GazeError FILE_NOT_FOUND; SOURCE_FAILED when there is nothing in it that can be decoded.
 */
export const openVideo = async (source: string, options: OpenOptions): Promise<VideoReader> => {
  const target = targetOf(source)
  if (target.local) await checkVideoFile(target.url.slice('file:'.length))
  options.signal?.throwIfAborted()
  const { open } =
    (await chooseMedia(options.media)) === 'addon'
      ? await import('./addon/reader.ts')
      : await import('./exe/reader.ts')
  return open(target, options)
}

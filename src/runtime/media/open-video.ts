import { GazeError, messageOf } from '../errors.ts'
import { checkVideoFile } from './check-file.ts'
import { targetOf } from './protocols.ts'
import type { MediaChoice, OpenOptions, VideoReader } from './types.ts'

/** Which implementation a choice comes to on this machine. @throws GazeError SOURCE_FAILED when it cannot load. */
export const chooseMedia = async (choice: MediaChoice = 'auto'): Promise<'addon' | 'ffmpeg'> => {
  if (choice === 'ffmpeg') return 'ffmpeg'
  try {
    await import('./addon/library.ts')
    return 'addon'
  } catch (error) {
    if (choice === 'auto') return 'ffmpeg'
    throw new GazeError('SOURCE_FAILED', 'The FFmpeg add-on node-av does not load', {
      why: messageOf(error),
      hint: 'GAZE_MEDIA=ffmpeg uses the ffmpeg executable',
      cause: error,
    })
  }
}

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

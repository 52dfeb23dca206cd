import { stat } from 'node:fs/promises'
import { environmentVariable } from '../../../config.ts'
import { mediaChoice } from '../../../media/choice.ts'
import { createStillReader } from '../../../media/still.ts'
import type { Rgb } from '../../../pipeline/item.ts'
import { GazeError, isGazeError } from '../../../errors.ts'
import { isMissing } from '../../../service/files.ts'

/**
 * A picture of any form, turned upright. JPEGs to the last bit as OpenCV and Pillow give them, whose chroma FFmpeg makes
 * otherwise: models are compared by it. What sharp does not read, FFmpeg may.
 * @throws GazeError FILE_NOT_FOUND, NOT_ALLOWED, FILE_INVALID
 */
export const readPicture = async (path: string, signal: AbortSignal): Promise<Rgb> => {
  await requireFile(path)
  try {
    return (await readExactly(path)) ?? (await readByFfmpeg(path, signal))
  } catch (error) {
    signal.throwIfAborted()
    if (!isGazeError(error) || isGazeError(error, 'NOT_ALLOWED')) throw error
    throw noPicture(path, 'it begins as none of the forms that can be read, or is damaged', error)
  }
}

const FORMS = 'JPEG, PNG, WebP, GIF, TIFF or BMP'

const noPicture = (path: string, why: string, cause?: unknown): GazeError =>
  new GazeError('FILE_INVALID', `${path} is no picture that can be read`, {
    why,
    hint: `--image takes one picture: ${FORMS}`,
    details: { path },
    cause,
  })

const requireFile = async (path: string): Promise<void> => {
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw noPicture(path, 'it is a directory')
    if (!found.isFile()) throw noPicture(path, 'it is no regular file')
    if (found.size === 0) throw noPicture(path, 'it is empty')
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new GazeError('FILE_NOT_FOUND', `There is no file ${path}`, {
      hint: `Check the path; --image takes one picture: ${FORMS}`,
      details: { path },
      cause: error,
    })
  }
}

/** Undefined for what it cannot read, and for CMYK, which it does not take as viewers do. */
const readExactly = async (path: string): Promise<Rgb | undefined> => {
  try {
    const { default: sharp } = await import('sharp')
    const picture = sharp(path, { limitInputPixels: false })
    if ((await picture.metadata()).space === 'cmyk') return undefined
    const { data, info } = await picture
      .rotate()
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    return info.channels === 3 ? { width: info.width, height: info.height, data } : undefined
  } catch {
    // FFmpeg reads it, or says why not.
    return undefined
  }
}

const readByFfmpeg = async (path: string, signal: AbortSignal): Promise<Rgb> => {
  const media = mediaChoice(environmentVariable('GAZE_MEDIA'))
  const reader = await createStillReader([{ kind: 'rgb' }], { pictures: false, media, signal })
  try {
    const { rgb, release } = await reader.read(path)
    if (rgb === undefined) throw new GazeError('UNDECODABLE', `${path} has no picture in it`)
    // Its memory goes back with the reader.
    const kept = { ...rgb, data: Uint8Array.from(rgb.data) }
    release()
    return kept
  } finally {
    await reader.close()
  }
}

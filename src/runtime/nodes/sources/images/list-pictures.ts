import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { GazeError, messageOf } from '../../../errors.ts'
import { isMissing } from '../../../service/files.ts'
import { expand, isPattern } from './glob.ts'

/** Endings of files that a folder is searched for; what a pattern names may end as it likes. */
const ENDINGS: ReadonlySet<string> = new Set(
  'jpg jpeg jpe jfif png webp bmp dib gif tif tiff ppm pgm pbm pnm tga jp2 j2k jxl avif heic exr qoi'
    .split(' ')
    .map((ending) => `.${ending}`),
)

const collator = new Intl.Collator('en', { numeric: true })

/** `shot-2` before `shot-10`; names that differ in nothing else than case or accents keep one order, too. */
const naturally = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1)

const filesOf = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .filter(({ name }) => ENDINGS.has(extname(name).toLowerCase()))
    .map(({ name }) => join(folder, name))
}

const find = async (path: string): Promise<string[]> => {
  try {
    return (await stat(path)).isDirectory() ? await filesOf(path) : [path]
  } catch (cause) {
    if (isMissing(cause) && isPattern(path)) return expand(path)
    if (isMissing(cause))
      throw new GazeError('FILE_NOT_FOUND', `There is no folder or picture ${path}`, {
        hint: "a folder, a picture, or a pattern such as 'shots/*.png'",
        cause,
      })
    throw new GazeError('SOURCE_FAILED', `${path} cannot be read`, { why: messageOf(cause), cause })
  }
}

/**
 * The pictures of a folder, those that a pattern matches, or the one that is named; sorted.
 * @throws GazeError FILE_NOT_FOUND; SOURCE_FAILED when there is none.
 */
export const listPictures = async (path: string): Promise<string[]> => {
  const found = await find(path)
  if (found.length > 0) return found.sort(naturally)
  throw new GazeError('SOURCE_FAILED', `There are no pictures in ${path}`, {
    why: isPattern(path) ? 'nothing matches the pattern' : 'no file in it is named as a picture is',
    hint: "a pattern such as 'folder/*' takes files of any name",
  })
}

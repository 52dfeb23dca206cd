import { copyFile, lstat, mkdir, readdir, readlink, realpath, stat, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { GazeError } from '../../../errors.ts'

const isWithin = (path: string, root: string): boolean => {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way)
}

/** A link that means the same wherever the whole is put; packages are found by such. */
const isOfTheWhole = async (link: string, target: string, root: string): Promise<boolean> =>
  !isAbsolute(target) && isWithin(join(await realpath(dirname(link)), target), root)

const requireFollowable = async (link: string): Promise<void> => {
  const target = await realpath(link).catch(() => undefined)
  if (target !== undefined && !isWithin(await realpath(dirname(link)), target)) return
  throw new GazeError('FILE_INVALID', `${link} cannot be taken along`, {
    why: target === undefined ? 'It is a link to nothing' : 'It is a link to a directory that it is in',
    hint: 'Remove it, or let it lead to what the container shall have',
  })
}

/**
 * Copies a file, or a directory with all that is in it. Symbolic links that lead out of `root`, or name it by its
 * absolute path, are followed, since the copy goes where that is not.
 * @throws GazeError FILE_INVALID for a link that cannot be followed
 */
export const copyTree = async (from: string, to: string, root: string): Promise<void> => {
  if ((await lstat(from)).isSymbolicLink()) {
    const target = await readlink(from)
    if (await isOfTheWhole(from, target, root)) return symlink(target, to)
    await requireFollowable(from)
  }
  const found = await stat(from)
  if (found.isFile()) return copyFile(from, to)
  // Sockets and pipes hold nothing.
  if (!found.isDirectory()) return
  await mkdir(to)
  for (const name of await readdir(from)) await copyTree(join(from, name), join(to, name), root)
}

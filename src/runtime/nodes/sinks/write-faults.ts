import { messageOf } from '../../errors.ts'

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'this user may not write there',
  EISDIR: 'it is a directory',
  ENOTDIR: 'what should be its folder is a file',
  EEXIST: 'a file of that name is in the way',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it may not grow any more',
  ENXIO: 'it is a pipe that nobody reads',
  EAGAIN: 'it is a pipe whose reader is slow',
}

/** Why something cannot be written, in words. */
export const whyNotWritten = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return WHY[code] ?? messageOf(error)
}

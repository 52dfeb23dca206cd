import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Memory that two processes share, by the system's cache of a file that has no name any more. */
export interface PictureFile {
  readonly fd: number
  put(picture: Uint8Array): void
  close(): Promise<void>
}

export const openPictureFile = async (): Promise<PictureFile> => {
  const path = join(tmpdir(), `gaze-picture-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return {
    fd: file.fd,
    put(picture) {
      for (let at = 0; at < picture.length; ) at += writeSync(file.fd, picture, at, picture.length - at, at)
    },
    close: () => file.close(),
  }
}

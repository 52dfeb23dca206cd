import { isGazeError } from '../../../errors.ts'
import { externalRefusal } from '../../../models/onnx/external-data.ts'
import type { Locate } from '../../../models/onnx/pack/pack-model.ts'
import { type Download, type DownloadOptions, download } from '../download.ts'

interface Siblings {
  readonly locate: Locate
  /** Lets go of what was fetched. */
  discard(): Promise<void>
}

/** The address of a file in the folder of another; a query is left out, because it was for that one. */
const siblingOf = (url: string, location: string): string =>
  new URL(location.split('/').map(encodeURIComponent).join('/'), url).href

/**
 * Fetches the files of a model's data from the folder of its address.
 * @returns `locate` throws what {@link download} does; GazeError MODEL_INVALID where the server has no such file
 */
export const besideUrl = (url: string, options: DownloadOptions): Siblings => {
  const fetched: Download[] = []
  return {
    locate: async (external) => {
      const address = siblingOf(url, external.location)
      try {
        const file = await download(address, options)
        fetched.push(file)
        return file.path
      } catch (error) {
        if (!isGazeError(error) || !['FILE_NOT_FOUND', 'NOT_ALLOWED'].includes(error.code)) throw error
        throw externalRefusal(
          url,
          external,
          `and ${error.message}`,
          'Fetch all files of the model into one folder by other means, then gaze model add FILE',
        )
      }
    },
    discard: async () => {
      for (const file of fetched) await file.discard()
    },
  }
}

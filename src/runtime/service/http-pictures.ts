import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

const BOUNDARY = 'gaze-picture'
/** A client that takes no picture for this long is cut, so that it holds no place for ever. */
const STALL_MS = 60_000

const roomIn = async (response: ServerResponse, signal: AbortSignal): Promise<void> => {
  const late = setTimeout(() => response.destroy(), STALL_MS)
  try {
    await once(response, 'drain', { signal })
  } finally {
    clearTimeout(late)
  }
}

/** MJPEG over HTTP: writes a JPEG when the client has taken the one before. */
export const streamPictures = async (
  response: ServerResponse,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> => {
  response.writeHead(200, {
    'Content-Type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  try {
    for await (const jpeg of source) {
      if (signal.aborted) break
      response.write(
        `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.byteLength}\r\n\r\n`,
      )
      response.write(jpeg)
      // Browsers show a picture when they see the next head or this end of the part.
      if (!response.write('\r\n')) await roomIn(response, signal)
    }
    response.end()
  } catch (error) {
    response.destroy()
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
  }
}

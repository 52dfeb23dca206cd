import { GazeError } from '../../errors.ts'
import type { Item } from '../../pipeline/item.ts'
import type { Node, NodeContext, PodContext } from '../../pipeline/node.ts'
import { connectViewer, type Message } from './viewer.ts'

export interface PictureParams {
  readonly to: string | undefined
  readonly wire: 'v0' | 'v1'
  readonly quality: number
  readonly queue: number
}

const addressOf = (to: string | undefined, { output, env }: PodContext): string => {
  const { OUT_IP, OUT_PORT } = env
  const address = to || output || (OUT_IP && OUT_PORT ? `${OUT_IP}:${OUT_PORT}` : '')
  if (address) return address
  throw new GazeError('SINK_FAILED', 'it has no address to send to', {
    hint: 'write zmq HOST:PORT, or give the stream an --output HOST:PORT',
  })
}

/** The header of v1; captureNs is decimal text because it does not fit a JSON number. */
const header = ({ frame, detections = [], tracks = [], events = [] }: Item, stream: string): string =>
  JSON.stringify({
    stream,
    seq: frame.index,
    captureNs: String(frame.captureNs),
    codec: 'jpeg',
    width: frame.width,
    height: frame.height,
    detections,
    tracks,
    events,
  })

/** @throws GazeError SINK_FAILED without an address, or for one that cannot be used. */
export const openPictures = async (
  { to, wire, quality, queue }: PictureParams,
  context: NodeContext,
): Promise<Node> => {
  const viewer = await connectViewer(addressOf(to, context.pod), queue, context)
  return {
    process(item) {
      // Without a viewer no picture is encoded.
      if (!viewer.connected()) return context.drop('no-viewer')
      // The picture's memory is the frame's, and the socket sends later.
      const jpeg = Buffer.from(item.frame.jpeg(quality))
      const message: Message = wire === 'v0' ? [jpeg] : [header(item, context.stream), jpeg]
      viewer.send(message)
    },
    flush: viewer.flush,
    close: viewer.close,
  }
}

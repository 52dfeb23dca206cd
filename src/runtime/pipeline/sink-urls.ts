import { fileURLToPath } from 'node:url'
import type { NodeSpec } from './spec.ts'

type SinkNode = Pick<NodeSpec, 'type' | 'params'>

/** How each scheme of a stream's sinks becomes a node. */
const SCHEMES: Readonly<Record<string, (url: URL) => SinkNode>> = {
  'file:': (url) => ({ type: 'jsonl', params: { path: fileURLToPath(url) } }),
  'tcp:': (url) => ({ type: 'zmq', params: { to: url.host, wire: url.searchParams.get('wire') ?? 'v1' } }),
}

/** The forms that {@link sinkNode} knows, for messages. */
export const SINK_FORMS =
  'file:///PATH for JSON lines, tcp://HOST:PORT for ZeroMQ (v1; ?wire=v0 for pictures alone)'

/** The node that a sink's URL stands for; undefined where none does. */
export const sinkNode = (text: string): SinkNode | undefined => {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const port = url.protocol !== 'tcp:' || url.port !== ''
  return port && Object.hasOwn(SCHEMES, url.protocol) ? SCHEMES[url.protocol]?.(url) : undefined
}

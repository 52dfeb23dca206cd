import { parseEventHubsUrl, parseKafkaUrl } from './kafka-url.ts'
import { variableIn } from './sink-query.ts'
import type { KafkaTarget } from './target.ts'

/** Sinks that read a pod's event log, by the scheme of their URL. All others are nodes of the pipeline. */
const SCHEMES: Readonly<Record<string, (url: string) => KafkaTarget>> = {
  kafka: parseKafkaUrl,
  'kafka+ssl': parseKafkaUrl,
  eventhubs: parseEventHubsUrl,
}

/** The forms that {@link parseLogSink} knows, for messages. */
export const LOG_SINK_FORMS =
  'kafka://HOST:PORT/TOPIC or kafka+ssl://… for Kafka, eventhubs://HOST/HUB?connection-string=${NAME} for Event Hubs'

const parserOf = (url: string): ((url: string) => KafkaTarget) | undefined => {
  const scheme = /^([a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined
}

export const isLogSink = (url: string): boolean => parserOf(url) !== undefined

/** Undefined where the scheme is none of these. @throws GazeError USAGE with what is wrong. */
export const parseLogSink = (url: string): KafkaTarget | undefined => parserOf(url)?.(url)

/** Names of the variables that the stream has to have. */
export const variablesOf = ({ ca, login }: KafkaTarget): string[] =>
  [ca, login?.user ?? '', login?.password ?? ''].flatMap((text) => variableIn(text) ?? [])

import { isGazeError, messageOf } from '../../../errors.ts'
import type { Fault } from '../sink.ts'
import type { KafkaTarget } from '../url/target.ts'
import { shownBroker } from './broker-name.ts'

type Place = Pick<KafkaTarget, 'brokers' | 'topic' | 'login' | 'tls'>
type Words = (place: Place, where: string) => Omit<Fault, 'kind'> & { readonly kind?: Fault['kind'] }

/** What kafkajs gives its errors, as far as it is looked at. */
interface KafkaError {
  readonly name?: string
  readonly type?: string
  readonly code?: unknown
  readonly broker?: string
  readonly message?: string
  readonly cause?: unknown
}

const user = ({ login }: Place): string =>
  login === undefined ? 'nobody (the URL has no user)' : `user ${login.user}`

const untrusted: Words = (_, where) => ({
  message: `the certificate of ${where} is not signed by anybody who is trusted here`,
  waitsFor: 'a trusted certificate; ?ca=PATH names the file of its authority',
})

const soon =
  (why: string): Words =>
  (_, where) => ({
    kind: 'away',
    message: `${where} ${why}`,
    waitsFor: `a broker at ${where}`,
  })

/** By the type of Kafka's own errors. */
const PROTOCOL: Readonly<Record<string, Words>> = {
  MESSAGE_TOO_LARGE: ({ topic }) => ({
    kind: 'too-large',
    message: `the event is larger than topic ${topic} takes`,
    waitsFor: '',
  }),
  RECORD_LIST_TOO_LARGE: ({ topic }) => ({
    kind: 'too-large',
    message: `the event is larger than a segment of topic ${topic}`,
    waitsFor: '',
  }),
  UNKNOWN_TOPIC_OR_PARTITION: ({ topic }) => ({
    message: `topic ${topic} does not exist, and the broker does not make it`,
    waitsFor: `the topic ${topic}`,
  }),
  INVALID_TOPIC_EXCEPTION: ({ topic }) => ({
    message: `the broker takes no topic of the name ${topic}`,
    waitsFor: 'another name of the topic',
  }),
  TOPIC_AUTHORIZATION_FAILED: (place) => ({
    message: `${user(place)} may not write to topic ${place.topic}`,
    waitsFor: `the right to write to topic ${place.topic}`,
  }),
  CLUSTER_AUTHORIZATION_FAILED: (place) => ({
    message: `${user(place)} may not do this on the broker`,
    waitsFor: 'the right to write',
  }),
  SASL_AUTHENTICATION_FAILED: (place) => ({
    message: `the broker refuses the password of ${user(place)}`,
    waitsFor: 'the right user and password',
  }),
  UNSUPPORTED_SASL_MECHANISM: ({ login }) => ({
    message: `the broker does not know sasl=${login?.mechanism ?? ''}`,
    waitsFor: 'another sasl= in the URL',
  }),
  NOT_ENOUGH_REPLICAS: ({ topic }) => ({
    kind: 'away',
    message: `too few replicas of topic ${topic} are in sync to keep events safely`,
    waitsFor: `more replicas of topic ${topic}`,
  }),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: ({ topic }) => ({
    kind: 'away',
    message: `too few replicas of topic ${topic} have taken the events`,
    waitsFor: `more replicas of topic ${topic}`,
  }),
  LEADER_NOT_AVAILABLE: ({ topic }) => ({
    kind: 'away',
    message: `no broker leads topic ${topic} now`,
    waitsFor: `a leader of topic ${topic}`,
  }),
}

/** By the code of Node's errors of sockets and TLS. */
const SYSTEM: Readonly<Record<string, Words>> = {
  ECONNREFUSED: soon('does not answer: nobody listens there'),
  ECONNRESET: soon('closed the connection'),
  EPIPE: soon('closed the connection'),
  ETIMEDOUT: soon('does not answer'),
  EHOSTUNREACH: soon('cannot be reached'),
  ENETUNREACH: soon('cannot be reached'),
  ENOTFOUND: soon('is a host that nobody knows'),
  EAI_AGAIN: soon('is a host that cannot be looked up now'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_HAS_EXPIRED: (_, where) => ({
    message: `the certificate of ${where} has expired`,
    waitsFor: 'a valid certificate',
  }),
  ERR_TLS_CERT_ALTNAME_INVALID: (_, where) => ({
    message: `the certificate of ${where} is for another host`,
    waitsFor: 'a certificate for that host, or its name in the URL',
  }),
  EPROTO: (_, where) => ({
    message: `${where} does not speak TLS as it should`,
    waitsFor: 'TLS there, or kafka:// in the URL',
  }),
}

const loginRefused = (place: Place, { message = '' }: KafkaError): Fault => ({
  kind: 'refused',
  message: `the broker refuses ${user(place)}: ${message}`,
  waitsFor: 'the right user and password',
})

/** The broker drops those it cannot make sense of without a word. */
const closed = ({ tls, login }: Place, where: string): Fault => ({
  kind: 'away',
  message: `${where} closed the connection${tls ? '' : `; if it wants TLS, write kafka+ssl://${login ? '' : ', if it wants a login, sasl='}`}`,
  waitsFor: `a broker at ${where}`,
})

const known = (place: Place, error: KafkaError): Fault | undefined => {
  const where = error.broker === undefined ? place.brokers.join(',') : shownBroker(error.broker)
  const words = PROTOCOL[error.type ?? ''] ?? SYSTEM[typeof error.code === 'string' ? error.code : '']
  if (words !== undefined) return { kind: 'refused', ...words(place, where) }
  if (error.name === 'KafkaJSSASLAuthenticationError') return loginRefused(place, error)
  if (error.name === 'KafkaJSConnectionClosedError') return closed(place, where)
  if (error.name === 'KafkaJSConnectionError' || error.name === 'KafkaJSRequestTimeoutError')
    return { kind: 'away', ...soon(`does not answer (${error.message ?? ''})`)(place, where) }
  return undefined
}

/** An error and what caused it, the outermost first; kafkajs wraps what it gives up in others. */
const chain = (error: unknown): KafkaError[] => {
  const all: KafkaError[] = []
  for (let each = error; typeof each === 'object' && each !== null; each = (each as KafkaError).cause) {
    if (all.includes(each as KafkaError)) break
    all.push(each as KafkaError)
  }
  return all
}

/** What an error of kafkajs or of the settings means, in words. */
export const faultOf = (error: unknown, place: Place): Fault => {
  if (isGazeError(error)) {
    const message = error.why === undefined ? error.message : `${error.message}: ${error.why}`
    return { kind: 'refused', message, waitsFor: error.hint ?? 'a change of the sink' }
  }
  for (const each of chain(error).toReversed()) {
    const fault = known(place, each)
    if (fault !== undefined) return fault
  }
  return { kind: 'away', message: messageOf(error), waitsFor: `a broker at ${place.brokers.join(',')}` }
}

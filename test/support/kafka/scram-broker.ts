import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A Kafka broker as far as the login goes. */
export interface ScramBroker {
  /** HOST:PORT */
  readonly address: string
  /** Users who have logged in, in order. */
  readonly admitted: readonly string[]
  close(): Promise<void>
}

interface ScramOptions {
  readonly hash: 'sha256' | 'sha512'
  readonly user: string
  readonly password: string
  /** Ends the exchange with a proof that only somebody without the password would give. */
  readonly impostor?: boolean
}

const [HANDSHAKE, API_VERSIONS, AUTHENTICATE] = [17, 18, 36]
const [UNSUPPORTED_MECHANISM, AUTHENTICATION_FAILED] = [33, 58]
const ITERATIONS = 4_096

const int16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255])
const int32 = (value: number): Buffer => Buffer.from([value >> 24, value >> 16, value >> 8, value])
const text = (value: string): Buffer => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)])
const bytes = (value: string): Buffer => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)])

const fieldsOf = (message: string): ReadonlyMap<string, string> =>
  new Map(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]))

/** RFC 5802, section 5.1: "," and "=" of a name are written otherwise. */
const nameOf = (written = ''): string => written.replaceAll('=2C', ',').replaceAll('=3D', '=')

/** The server's side of RFC 5802, section 3, without channel binding. `step` throws when it refuses. */
const exchange = ({ hash, user, password, impostor = false }: ScramOptions) => {
  const hmac = (key: Buffer, over: string): Buffer => createHmac(hash, key).update(over).digest()
  const salt = randomBytes(16)
  const length = hash === 'sha256' ? 32 : 64
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, length, hash)
  const storedKey = createHash(hash).update(hmac(salted, 'Client Key')).digest()
  let first = ''
  let challenge = ''
  let nonce = ''

  const begin = (message: string): string => {
    if (!message.startsWith('n,,')) throw new Error('no GS2 header')
    first = message.slice(3)
    const fields = fieldsOf(first)
    if (nameOf(fields.get('n')) !== user) throw new Error('no such user')
    nonce = `${fields.get('r')}${randomBytes(12).toString('hex')}`
    challenge = `r=${nonce},s=${salt.toString('base64')},i=${ITERATIONS}`
    return challenge
  }
  const finish = (message: string): string => {
    const withoutProof = message.slice(0, message.lastIndexOf(',p='))
    const fields = fieldsOf(withoutProof)
    if (fields.get('c') !== Buffer.from('n,,').toString('base64') || fields.get('r') !== nonce)
      throw new Error('not the exchange that was begun')
    const all = `${first},${challenge},${withoutProof}`
    const signature = hmac(storedKey, all)
    const proof = Buffer.from(message.slice(message.lastIndexOf(',p=') + 3), 'base64')
    const clientKey = Buffer.from(proof.map((byte, at) => byte ^ (signature[at] ?? 0)))
    if (!timingSafeEqual(createHash(hash).update(clientKey).digest(), storedKey))
      throw new Error('wrong password')
    return `v=${hmac(impostor ? salt : hmac(salted, 'Server Key'), all).toString('base64')}`
  }
  return { step: (message: string): string => (challenge === '' ? begin(message) : finish(message)) }
}

/** Speaks ApiVersions, SaslHandshake and SaslAuthenticate, by one mechanism. */
export const startScramBroker = async (options: ScramOptions): Promise<ScramBroker> => {
  const mechanism = `SCRAM-SHA-${options.hash.slice(3)}`
  const admitted: string[] = []
  const sockets = new Set<Socket>()

  const answer = (api: number, body: Buffer, scram: ReturnType<typeof exchange>): Buffer => {
    if (api === API_VERSIONS) {
      const ranges = [HANDSHAKE, API_VERSIONS, AUTHENTICATE].map((key) => [int16(key), int16(0), int16(1)])
      return Buffer.concat([int16(0), int32(ranges.length), ...ranges.flat(), int32(0)])
    }
    if (api === HANDSHAKE) {
      const isKnown = body.subarray(2).toString() === mechanism
      return Buffer.concat([int16(isKnown ? 0 : UNSUPPORTED_MECHANISM), int32(1), text(mechanism)])
    }
    if (api !== AUTHENTICATE) throw new Error(`request ${api} is none of a login`)
    const noLifetime = Buffer.alloc(8)
    try {
      const reply = scram.step(body.subarray(4).toString())
      if (reply.startsWith('v=')) admitted.push(options.user)
      return Buffer.concat([int16(0), int16(-1), bytes(reply), noLifetime])
    } catch (error) {
      return Buffer.concat([int16(AUTHENTICATION_FAILED), text(String(error)), bytes(''), noLifetime])
    }
  }
  const serve = (socket: Socket): void => {
    sockets.add(socket)
    const scram = exchange(options)
    let rest = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data])
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const frame = rest.subarray(4, 4 + rest.readInt32BE(0))
        rest = rest.subarray(4 + frame.length)
        const body = frame.subarray(10 + Math.max(0, frame.readInt16BE(8)))
        const reply = Buffer.concat([frame.subarray(4, 8), answer(frame.readInt16BE(0), body, scram)])
        socket.write(Buffer.concat([int32(reply.length), reply]))
      }
    })
  }
  const server = createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    admitted,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

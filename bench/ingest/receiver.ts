import { Dealer, Pull } from 'zeromq'

/** What a process of receivers is told, as JSON in its only argument. */
export interface ReceiverOptions {
  /** v0: binds one port each. v1: asks at `port` for the streams. */
  readonly wire: 'v0' | 'v1'
  readonly port: number
  readonly token: string
  readonly streams: readonly string[]
  /** Frames held at a time (v1). */
  readonly credit: number
  /** Milliseconds that one frame takes (v1). */
  readonly takesMs: number
}

/** Milliseconds for which acknowledgements are put together. */
const BATCH_MS = 1
const options = JSON.parse(process.argv[2] ?? '') as ReceiverOptions
/** Frames by stream, and from capture to here in milliseconds where the sender is of this machine's clock. */
const counts: number[] = options.streams.map(() => 0)
let ages: number[] = []

const bind = async (index: number): Promise<number> => {
  const pull = new Pull()
  await pull.bind('tcp://127.0.0.1:*')
  void (async () => {
    for await (const _ of pull) counts[index]! += 1
  })()
  return Number(pull.lastEndpoint?.split(':').at(-1))
}

const ask = (stream: string, index: number): void => {
  const pod = `${stream}-1`
  const dealer = new Dealer({ routingId: `${pod}-${process.pid}`, sendTimeout: 0 })
  dealer.connect(`tcp://127.0.0.1:${options.port}`)
  let done: { id: number }[] = []
  let held = 0
  let seen = 0
  let scheduled = false
  const request = (): void => {
    scheduled = false
    const { token, credit } = options
    dealer.send(JSON.stringify({ stream, pod, token, credit: credit - held, done, seen })).catch(() => {})
    done = []
  }
  const finish = (id: number): void => {
    held -= 1
    done.push({ id })
    counts[index]! += 1
    if (scheduled) return
    scheduled = true
    // Together for some, as long as there is credit left to go on with.
    setTimeout(request, held * 2 < options.credit ? BATCH_MS : 0)
  }
  setInterval(request, 1_000)
  request()
  void (async () => {
    for await (const [header, payload] of dealer) {
      if (payload === undefined) continue
      const { id, captureNs } = JSON.parse(header!.toString()) as { id: number; captureNs: string }
      seen = id
      held += 1
      if (options.takesMs === 0) finish(id)
      else setTimeout(finish, options.takesMs, id)
      if (ages.length < 100_000) ages.push(Number(process.hrtime.bigint() - BigInt(captureNs)) / 1e6)
    }
  })()
}

process.once('disconnect', () => process.exit())
process.on('message', () => {
  process.send?.({ counts, ages })
  ages = []
})
const ports = options.wire === 'v0' ? await Promise.all(options.streams.map((_, index) => bind(index))) : []
if (options.wire === 'v1') options.streams.forEach(ask)
process.send?.({ ports })

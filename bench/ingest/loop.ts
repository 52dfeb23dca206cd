import { Pull, Push } from 'zeromq'

// The peer that gaze-server is held against: takes and gives, nothing else. Argument: port of the receiver.
const pull = new Pull()
const push = new Push()
await pull.bind('tcp://127.0.0.1:*')
push.connect(`tcp://127.0.0.1:${process.argv[2]}`)
process.send?.({ port: Number(pull.lastEndpoint?.split(':').at(-1)) })
process.once('disconnect', () => process.exit())
for await (const [message] of pull) await push.send(message!)

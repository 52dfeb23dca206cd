/**
 * A program of the v0 wire, as `gaze image add echo --command 'node dist/examples/v0-program.js'` runs it:
 * JPEGs come in on GAZE_IN_PORT, pictures go out to OUT_IP:OUT_PORT. It could be in any language.
 */
import { Pull, Push } from 'zeromq'

const { GAZE_IN_PORT = '5001', OUT_IP = '127.0.0.1', OUT_PORT } = process.env

const frames = new Pull({ conflate: true })
await frames.bind(`tcp://127.0.0.1:${GAZE_IN_PORT}`)

const viewer = new Push({ conflate: true, linger: 0 })
if (OUT_PORT !== undefined) viewer.connect(`tcp://${OUT_IP}:${OUT_PORT}`)

process.once('SIGTERM', () => frames.close())
console.log(`waiting for frames on ${GAZE_IN_PORT}`)

let count = 0
for await (const [jpeg] of frames) {
  count++
  if (count % 25 === 1) console.log(`frame ${count}: ${jpeg?.length ?? 0} bytes`)
  if (OUT_PORT !== undefined && jpeg !== undefined) await viewer.send(jpeg)
}

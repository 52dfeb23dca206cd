import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { LOCAL } from '../../src/runtime/contexts.ts'
import { openSite, type Site } from '../../src/runtime/control/site.ts'
import { stopStack } from '../../src/runtime/control/stack/down.ts'
import { viewStreams } from '../../src/runtime/control/streams/list.ts'
import type { StreamView } from '../../src/runtime/control/streams/view.ts'
import { packageRoot } from '../../src/runtime/package-root.ts'
import { stateDir } from '../../src/runtime/state-dir.ts'
import { type Camera, makeCameras } from './cameras.ts'
import { createGaze, type Gaze } from './gaze.ts'
import { createLiveTable } from './live-table.ts'
import { tallyCrossings } from './tally.ts'
import { judge } from './verdict.ts'

const IMAGE = join(packageRoot, 'examples', 'count-line.yaml')
const LIMIT_MS = 90_000

const NEXT = `
Yours next:
  gaze up                                                  start the local stack
  gaze image add examples/count-line.yaml                  register this analysis
  gaze stream scale door --image count-line --source clip.mp4
  gaze output tail door                                    its events
  gaze stream why door                                     where frames or events stop
  gaze pipeline run 'file clip.mp4 ! motion ! track ! count-line line=0.5,0:0.5,1'
`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Nothing of the stream is on its way any more, and all that was sent has been counted. */
const settled = (camera: Camera, stream: StreamView | undefined, sent: boolean): boolean => {
  if (stream === undefined || stream.ledger.inFlight > 0) return false
  return camera.how === 'pulled' ? stream.phase === 'Completed' : sent
}

const watchUntilDone = async (
  site: Site,
  cameras: readonly Camera[],
  sending: Promise<string>,
  crossings: ReturnType<typeof tallyCrossings>,
  signal: AbortSignal,
): Promise<StreamView[]> => {
  const show = createLiveTable(process.stdout)
  const limit = Date.now() + LIMIT_MS
  let sent = false
  let failed: unknown
  sending.then(
    () => (sent = true),
    (error: unknown) => (failed = error),
  )
  let quiet = 0
  for (;;) {
    const streams = await viewStreams(site, await site.records.streams.list(), false, signal)
    show(streams, crossings)
    const done = cameras.every((camera) =>
      settled(
        camera,
        streams.find(({ name }) => name === camera.name),
        sent,
      ),
    )
    // Twice in a row, so that the last events have come through the tail.
    quiet = done ? quiet + 1 : 0
    if (quiet === 3) return streams
    if (failed !== undefined) throw failed
    if (Date.now() > limit) throw new Error(`the streams did not end within ${LIMIT_MS / 1000} s`)
    await pause(500, undefined, { signal })
  }
}

const play = async (gaze: Gaze, dir: string, signal: AbortSignal): Promise<boolean> => {
  say('Two films of a street are made, so that the truth is known.')
  const cameras = await makeCameras(dir, signal)
  const step = async (args: readonly string[]): Promise<void> => {
    signal.throwIfAborted()
    const text = await gaze.run(args)
    if (text.trim() !== '') say(text.trimEnd())
  }
  await step(['up', '--ingest', '127.0.0.1:0'])
  await step(['image', 'add', IMAGE])
  for (const { name, how, film } of cameras) {
    const source = how === 'pulled' ? ['--source', film] : []
    await step(['stream', 'scale', name, '--image', 'count-line', ...source])
  }
  const tail = gaze.start(['output', 'tail', ...cameras.map(({ name }) => name), '--since', '1h', '--json'])
  if (tail.child.stdout === null) throw new Error('the tail has no output')
  const crossings = tallyCrossings(tail.child.stdout)
  const pushed = cameras.find(({ how }) => how === 'pushed')
  if (pushed === undefined) throw new Error('no camera pushes')
  const sender = gaze.start(['stream', 'send', pushed.name, '--from', pushed.film])
  const site = await openSite({ stateDir: join(dir, 'state'), context: LOCAL, signal })
  try {
    const streams = await watchUntilDone(site, cameras, sender.ended, crossings, signal)
    const { lines, right } = judge(cameras, streams, crossings)
    say(`\n${lines.join('\n')}`)
    return right
  } finally {
    await site.close()
  }
}

const abort = new AbortController()
/** The exit code of what ended the demo early. */
let ended: number | undefined
const end = (code: number): void => {
  // Leaving now would leave the stack running, and nobody would know of it.
  if (ended !== undefined) return void process.stderr.write('The stack is being stopped, a moment.\n')
  ended = code
  abort.abort()
}
process.on('SIGHUP', () => end(129))
process.on('SIGINT', () => end(130))
process.on('SIGTERM', () => end(143))
// The terminal that hangs up is no place to write to any more.
process.stderr.on('error', () => undefined)
// A reader that left, as `| head` does, ends the demo as SIGPIPE would, but not before it has cleaned up.
process.stdout.on('error', () => {
  if (ended === undefined) end(141)
})

const dir = await mkdtemp(join(tmpdir(), 'gaze-demo-'))
const env = {
  ...process.env,
  HOME: dir,
  XDG_CONFIG_HOME: join(dir, 'config'),
  GAZE_STATE_DIR: join(dir, 'state'),
  NODE_COMPILE_CACHE: join(dir, 'cache'),
}
const gaze = createGaze(env, say)
try {
  const right = await play(gaze, dir, abort.signal)
  if (right) say(NEXT)
  process.exitCode = right ? 0 : 1
} catch (error) {
  if (ended === undefined)
    process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = ended ?? 1
} finally {
  await gaze.close()
  // Not `gaze down`: another Ctrl-C would end that command before it has left the terminal's reach.
  await stopStack(stateDir(join(dir, 'state')), new AbortController().signal).catch((error: unknown) =>
    process.stderr.write(`${String(error)}\n`),
  )
  await rm(dir, { recursive: true, force: true })
}

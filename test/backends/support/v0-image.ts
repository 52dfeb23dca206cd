import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker, runtimeImage } from './runtime-image.ts'

/** As containers were written for the system before: port 5001, OUT_IP, OUT_PORT, one part each way, no header. */
const PROGRAM = `
const { Pull, Push } = require('/app/node_modules/zeromq')
const run = async () => {
  const frames = new Pull({ conflate: true })
  await frames.bind('tcp://0.0.0.0:5001')
  const viewer = new Push({ conflate: true, linger: 0 })
  viewer.connect('tcp://' + process.env.OUT_IP + ':' + process.env.OUT_PORT)
  process.once('SIGTERM', () => process.exit(0))
  console.log('waiting for frames')
  for await (const [jpeg] of frames) await viewer.send(jpeg)
}
run()
`

/** Builds such a container and pushes it to the registry of the tests; gives its reference. */
export const v0Image = async (): Promise<string> => {
  const base = await runtimeImage()
  const ref = base.replace('/gaze/runtime:', '/gaze/v0-test:')
  const dir = mkdtempSync(join(tmpdir(), 'gaze-v0-image-'))
  try {
    writeFileSync(join(dir, 'program.cjs'), PROGRAM)
    writeFileSync(
      join(dir, 'Dockerfile'),
      `FROM ${base}\nCOPY program.cjs /program.cjs\nCMD ["node", "/program.cjs"]\n`,
    )
    for (const args of [
      ['build', '-q', '-t', ref, dir],
      ['push', '-q', ref],
    ])
      execFileSync(docker, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 120_000 })
  } finally {
    rmSync(dir, { recursive: true })
  }
  return ref
}

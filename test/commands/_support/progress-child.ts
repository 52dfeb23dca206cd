import { setTimeout as sleep } from 'node:timers/promises'
import { startProgress } from '../../../src/commands/_support/terminal/spinner.ts'
import { write } from '../../../src/commands/_support/terminal/streams.ts'

/** A command that prints while it shows what it does. */
const progress = await startProgress('Waiting for the site', true)
for (let n = 0; n < 5; n += 1) {
  await sleep(250)
  await write(process.stdout, `object ${n} created\n`)
}
progress.stop()

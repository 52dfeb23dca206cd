import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Pull } from 'zeromq'
import { writeScene } from '../../src/runtime/nodes/sources/scene/pictures.ts'
import { canBind } from '../../src/runtime/net/free-port.ts'
import { createHome, runCli, runJson } from '../support/cli.ts'

const there = await canBind('::1', 0)
if (!there) console.warn('SKIPPED: IPv6, because this machine has no ::1')

describe.runIf(there)('IPv6', () => {
  const home = createHome()
  const viewer = new Pull({ ipv6: true })
  afterAll(async () => {
    await runCli(['down'], { home })
    viewer.close()
    rmSync(home, { recursive: true, force: true })
  })

  it('is the way of frames from sender to viewer, where addresses are of it', async () => {
    const film = join(home, 'film.mp4')
    await writeScene(film, { width: 160, height: 90, fps: 20, frames: 40 })
    await viewer.bind('tcp://[::1]:*')
    const port = viewer.lastEndpoint?.split(':').at(-1)
    const up = await runJson<{ ingestHost: string }>(['up', '--ingest', '[::1]:0'], { home })
    expect(up.ingestHost).toBe('::1')
    await runJson(['image', 'add', 'words', '--pipeline', 'print'], { home })
    await runJson(['stream', 'scale', 'door', '--image', 'words', '--output', `[::1]:${port}`], { home })
    const sent = await runJson<{ sent: number }>(['stream', 'send', 'door', '--from', film], { home })
    expect(sent.sent).toBe(40)
    const [jpeg] = await viewer.receive()
    expect(jpeg?.subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8))
  })
})

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { containerRuns } from '../../../src/runtime/control/images/container/define-container.ts'
import { inspect } from '../../../src/runtime/registry/inspect.ts'
import { parseReference } from '../../../src/runtime/registry/reference.ts'
import { createHome, runJson } from '../../support/cli.ts'
import { BRIGHTNESS } from '../../support/own-node.ts'
import { describeWith } from '../support/back-ends.ts'
import { docker, RUNTIME_IMAGE_NEEDS, runtimeImage } from '../support/runtime-image.ts'
import { openReconciledSite, type ReconciledSite } from './reconciled.ts'

const PIPELINE = `nodes:
  - { type: scene, params: { width: 64, height: 48, frames: 40 } }
  - { type: brightness, params: { every: 10 } }
`
/** That of the test site. */
const TOKEN = 'a-token-for-tests'

describeWith(
  ['KUBECONFIG', ...RUNTIME_IMAGE_NEEDS],
  'a container with nodes of its own, and a package of theirs',
  ({ DOCKER_HOST }) => {
    let site: ReconciledSite
    let home: string
    let tag: string
    beforeAll(async () => {
      const runtime = await runtimeImage()
      tag = runtime.replace('/gaze/runtime:', '/gaze/own-nodes-test:')
      home = createHome()
      mkdirSync(join(home, 'yard', 'nodes'), { recursive: true })
      writeFileSync(join(home, 'yard', 'pipeline.yaml'), PIPELINE)
      const round = join(home, 'yard', 'node_modules', 'round')
      mkdirSync(round, { recursive: true })
      writeFileSync(join(round, 'index.js'), 'module.exports = (value) => Math.floor(value + 0.5)')
      const node = `import round from 'round'\n${BRIGHTNESS.replace('Math.round', 'round')}`
      writeFileSync(join(home, 'yard', 'nodes', 'brightness.mjs'), node)
      site = await openReconciledSite({ settings: { runtimeImage: runtime } })
      const env = { DOCKER_HOST, PATH: `${dirname(docker)}:${process.env.PATH}` }
      const args = ['image', 'build', 'yard', '--tag', tag, '--push', '--from', runtime]
      await runJson(args, { home, cwd: home, timeoutMs: 110_000, env })
    }, 900_000)
    afterAll(async () => {
      await site.close()
      rmSync(home, { recursive: true })
    })

    it('runs them, and their events are in the log', async () => {
      const access = { credentialFiles: [], insecure: false, signal: AbortSignal.timeout(20_000) }
      const runs = containerRuns(tag, await inspect(parseReference(tag), access))
      expect(runs).toMatchObject({ kind: 'container', wire: 'v1' })
      const image = { name: 'yard', description: '', env: {}, ...runs }
      await site.records.images.put(image, 0)
      await site.scale('yard', { image: 'yard', source: 'pipeline' })
      await site.until('yard', ({ status }) => status.phase === 'Completed')
      const [pod] = await site.records.pods.list()
      const answer = await fetch(`http://${pod?.ip}:${pod?.ports.http}/events?from=0`, {
        headers: { authorization: `Bearer ${TOKEN}`, accept: 'text/event-stream' },
        signal: AbortSignal.timeout(20_000),
      })
      let text = ''
      for await (const part of answer.body ?? []) {
        text += Buffer.from(part).toString('utf8')
        if (text.includes('"mean"')) break
      }
      expect(text).toMatch(/"type":"site\.brightness".*"mean":\d+/)
    })
  },
)

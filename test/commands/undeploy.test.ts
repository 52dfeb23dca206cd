import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHome, runCli } from '../support/cli.ts'

/** Nobody listens on port 9. */
const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: away
contexts: [{name: away, context: {cluster: away, user: me}}]
clusters: [{name: away, cluster: {server: "https://127.0.0.1:9"}}]
users: [{name: me, user: {token: secret-token}}]
`

describe('undeploy without a terminal', () => {
  let home: string
  beforeEach(() => {
    home = createHome()
    writeFileSync(join(home, 'kubeconfig'), KUBECONFIG)
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const undeploy = async (...more: string[]) => {
    const env = { KUBECONFIG: join(home, 'kubeconfig') }
    const { code, stderr } = await runCli(['undeploy', '--confirm', 'gaze', '--json', ...more], { home, env })
    return { code, ...(JSON.parse(stderr) as { error: { code: string; hint: string } }) }
  }

  it.each([[], ['--keep-data'], ['--no-keep-data'], ['--dry-run']])(
    'asks nothing with %j',
    async (...flags) => {
      expect(await undeploy(...flags)).toMatchObject({ code: 1, error: { code: 'CLUSTER_UNAVAILABLE' } })
    },
  )
})

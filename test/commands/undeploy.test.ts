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

  it('has to be told what becomes of the data', async () => {
    expect(await undeploy()).toMatchObject({
      code: 2,
      error: { code: 'CONFIRMATION_NEEDED', hint: 'add --keep-data or --no-keep-data' },
    })
  })

  it.each(['--keep-data', '--no-keep-data', '--dry-run'])('goes on with %s', async (flag) => {
    expect(await undeploy(flag)).toMatchObject({ code: 1, error: { code: 'CLUSTER_UNAVAILABLE' } })
  })
})

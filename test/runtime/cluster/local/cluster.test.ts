import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalCluster } from '../../../../src/runtime/cluster/local/cluster.ts'
import { markedProcesses } from '../../../../src/runtime/process/marked-processes.ts'
import { stateDir } from '../../../../src/runtime/state-dir.ts'
import { killAll } from '../../../support/kill-all.ts'
import { clusterContract } from '../contract.ts'

/** Empty for a process that has ended since it was listed. */
const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}

const PROGRAM = 'while true; do sleep 0.2; done'

clusterContract('local', async () => {
  const root = mkdtempSync(join(tmpdir(), 'gaze-cluster-'))
  const marker = `${root.slice(-6)}-`
  const cluster = createLocalCluster({
    site: {
      dir: stateDir(root),
      marker,
      env: { PATH: process.env.PATH ?? '' },
      token: 'token',
      podsEndpoint: () => 'tcp://127.0.0.1:1',
      secrets: { get: async () => ({}) },
    },
  })
  const running = (): number[] =>
    markedProcesses(marker)
      .map(({ pid }) => pid)
      .filter((pid) => commandOf(pid).includes(PROGRAM))
  return {
    cluster,
    steady: { kind: 'command', command: ['sh', '-c', PROGRAM] },
    dying: { kind: 'command', command: ['sh', '-c', 'echo last words >&2; exit 1'] },
    kill: async () => killAll(running()),
    programs: async () => running().length,
    close: async () => {
      await cluster.close()
      const left = [...running(), ...(existsSync(join(root, 'pods')) ? readdirSync(join(root, 'pods')) : [])]
      rmSync(root, { recursive: true, force: true })
      if (left.length > 0) throw new Error(`left behind: ${left.join(' ')}`)
    },
  }
})

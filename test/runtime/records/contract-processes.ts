import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Records } from '../../../src/runtime/records/store.ts'
import { imageDraft } from './drafts.ts'

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url))

interface Writer {
  readonly child: ChildProcess
  /** Names that it says are stored. */
  readonly stored: string[]
  readonly ended: Promise<unknown>
}

const startWriter = (...args: string[]): Writer => {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stored: string[] = []
  let rest = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    stored.push(...lines)
  })
  return { child, stored, ended: once(child, 'close') }
}

const storedAtLeast = async (writers: Writer[], count: number): Promise<void> => {
  while (!writers.every(({ stored }) => stored.length >= count))
    await new Promise((resolve) => setTimeout(resolve, 5))
}

/** What several processes at once may rely on. */
export const processContract = (records: () => Records, address: () => string): void => {
  describe('several processes', () => {
    it('lose no change of one record', async () => {
      await records().images.put(imageDraft('n', { description: '0' }), 0)
      const writers = [1, 2, 3].map(() => startWriter(address(), 'count', 'n', '100'))
      await Promise.all(writers.map(({ ended }) => ended))
      expect(writers.map(({ child }) => child.exitCode)).toEqual([0, 0, 0])
      expect((await records().images.get('n'))?.description).toBe('300')
    })

    it('lose nothing that was stored when writers are killed, and go on', async () => {
      for (let round = 0; round < 3; round += 1) {
        const writers = ['a', 'b'].map((name) => startWriter(address(), 'add', `${name}${round}`, '100000'))
        await storedAtLeast(writers, 20)
        for (const { child } of writers) child.kill('SIGKILL')
        await Promise.all(writers.map(({ ended }) => ended))
        const names = new Set((await records().images.list()).map(({ name }) => name))
        expect(writers.flatMap(({ stored }) => stored).filter((name) => !names.has(name))).toEqual([])
        await records().images.put(imageDraft(`after-${round}`), 0)
        expect(await records().images.get(`after-${round}`)).toBeDefined()
      }
    })
  })
}

import { execFileSync, type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openCursor } from '../../../../src/runtime/pod/event-log/cursor.ts'
import type { LoggedEvent } from '../../../../src/runtime/pod/event-log/format.ts'
import { listSegments } from '../../../../src/runtime/pod/event-log/segments.ts'
import { numbersOf, readAll, tempDir } from './support.ts'

interface Said {
  readonly n: number
  readonly taken: number
  readonly problem: string
  readonly discarded: Record<string, number>
}

const CHILD = join(import.meta.dirname, 'child.ts')
const children: ChildProcess[] = []

const write = (args: string[], before: string[] = []): { child: ChildProcess; said: Said[] } => {
  const [program = '', ...rest] = [...before, process.execPath, '--import', 'tsx', CHILD, ...args]
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const said: Said[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => said.push(JSON.parse(line) as Said))
  return { child, said }
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL')
  await once(child, 'close')
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n)

describe('event log of another process', () => {
  it('loses nothing that was taken when the process is killed, and offsets go on', async () => {
    const dir = await tempDir()
    let taken = 0
    for (let round = 0; round < 3; round += 1) {
      const { child, said } = write([dir, '3000'])
      await until(() => said.length > 50)
      await kill(child)
      expect(said[0]!.n).toBeGreaterThanOrEqual(taken)
      taken = said.at(-1)!.n + 1
    }
    const read = numbersOf(await readAll(dir))
    expect(read.length).toBeGreaterThanOrEqual(taken)
    expect(read).toEqual(range(0, read.length))
  })

  it('can be followed over rotations and deaths of the writer, without half, lost or repeated events', async () => {
    const dir = await tempDir()
    const cursor = openCursor(dir)
    const seen: LoggedEvent[] = []
    let following = true
    const follower = (async () => {
      while (following || (await readMore())) await readMore()
    })()
    async function readMore(): Promise<boolean> {
      const some = await cursor.read()
      seen.push(...some)
      await new Promise((resolve) => setImmediate(resolve))
      return some.length > 0
    }
    for (let round = 0; round < 2; round += 1) {
      const { child, said } = write([dir, '2000'])
      await until(() => said.length > 100)
      await kill(child)
    }
    following = false
    await follower
    await cursor.close()
    expect((await listSegments(dir)).length).toBeGreaterThan(5)
    expect(numbersOf(seen)).toEqual(range(0, seen.length))
    expect(seen).toEqual(await readAll(dir))
  })

  it.skipIf(process.platform !== 'linux')(
    'counts events while there is no room, and goes on when there is',
    async () => {
      const dir = await tempDir()
      const { child, said } = write([dir, '4194304', '1'], ['prlimit', '--fsize=4000:unlimited'])
      await until(() => (said.at(-1)?.discarded['event-log-full'] ?? 0) > 3)
      expect(said.at(-1)!.problem).toMatch(/^event-log-full: /)
      const before = numbersOf(await readAll(dir))
      expect(before).toEqual(range(0, before.length))
      execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
      const full = said.length
      await until(() => said.slice(full).some(({ taken }) => taken === 1))
      await until(() => said.at(-1)!.problem === '' && said.length > full + 10)
      await kill(child)
      const lost = said.filter(({ taken }) => taken === 0).map(({ n }) => n)
      expect(said.at(-1)!.discarded).toEqual({ 'event-log-full': lost.length })
      const read = numbersOf(await readAll(dir))
      expect(read).toEqual(range(0, read.at(-1)! + 1).filter((n) => !lost.includes(n)))
    },
  )
})

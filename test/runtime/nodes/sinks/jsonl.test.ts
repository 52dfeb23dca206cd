import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jsonl } from '../../../../src/runtime/nodes/sinks/jsonl.ts'
import { event, item, noEmit, watchedContext } from './context.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gaze-jsonl-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('jsonl', () => {
  it('appends each event once, as a whole line, to what is there', async () => {
    const path = join(dir, 'events.jsonl')
    writeFileSync(path, '{"old":true}\n')
    const node = await jsonl.open({ path }, watchedContext().context)
    const first = event(1)
    for (const events of [[first], [], [first, event(2)]]) await node.process(item(1, events), noEmit)
    await node.flush?.(noEmit)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ old: true }, first, event(2)])
    await node.close()
  })

  it.each([
    ['a folder that is not there', (root: string) => join(root, 'no', 'x'), 'its folder does not exist'],
    ['a directory', (root: string) => root, 'it is a directory'],
  ])('refuses %s', async (_, pathIn, why) => {
    const opening = Promise.resolve(jsonl.open({ path: pathIn(dir) }, watchedContext().context))
    await expect(opening).rejects.toMatchObject({ code: 'SINK_FAILED', why })
  })

  it('refuses a pipe that nobody reads, at once', async () => {
    const path = join(dir, 'pipe')
    execFileSync('mkfifo', [path])
    await expect(Promise.resolve(jsonl.open({ path }, watchedContext().context))).rejects.toMatchObject({
      why: 'it is a pipe that nobody reads',
    })
  })

  it.skipIf(process.getuid?.() === 0)('refuses a file that may not be written', async () => {
    const path = join(dir, 'x')
    writeFileSync(path, '')
    chmodSync(path, 0o400)
    await expect(Promise.resolve(jsonl.open({ path }, watchedContext().context))).rejects.toMatchObject({
      why: 'this user may not write there',
    })
  })

  describe.skipIf(!existsSync('/dev/full'))('on a full disk', () => {
    it('is failed with the reason, drops what it could not keep, and goes on', async () => {
      const clock = { ms: 0 }
      const { context, drops, states, warnings } = watchedContext({}, clock)
      const node = await jsonl.open({ path: '/dev/full' }, context)
      const many = Array.from({ length: 6_000 }, (_, n) => event(n))
      await node.process(item(1, many), noEmit)
      await node.flush?.(noEmit)
      expect(states).toEqual([{ state: 'failed', message: '/dev/full cannot be written: the disk is full' }])
      await node.process(
        item(
          2,
          Array.from({ length: 6_000 }, (_, n) => event(n)),
        ),
        noEmit,
      )
      expect(drops).toEqual({ 'not-written': 2_000 })
      await node.close()
      expect(drops).toEqual({ 'not-written': 12_000 })
      expect(warnings).toHaveLength(1)
    })
  })
})

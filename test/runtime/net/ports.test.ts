import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { canBind, freePort } from '../../../src/runtime/net/free-port.ts'
import { canSeeListeners, holderOf, listenersOf } from '../../../src/runtime/net/tcp-table.ts'

describe('ports', () => {
  it('a taken one cannot be had, and its holder is named where it can be seen', async () => {
    const port = await freePort()
    expect(await canBind('127.0.0.1', port)).toBe(true)
    expect(holderOf(port)).toBeUndefined()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    try {
      expect(await canBind('127.0.0.1', port)).toBe(false)
      if (!canSeeListeners()) return
      expect(listenersOf(port)).toHaveLength(1)
      expect(holderOf(port)).toContain(`(pid ${process.pid})`)
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })
})

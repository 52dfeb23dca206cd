import { describe, expect, it } from 'vitest'
import { createChannel } from '../../../../src/runtime/control/tails/channel.ts'

describe('channel', () => {
  it('gives all values of several writers, each one’s in order, also after its end', async () => {
    const channel = createChannel<string>(2)
    const write = async (name: string): Promise<void> => {
      for (let n = 0; n < 50; n++) await channel.push(`${name}${n}`)
    }
    const written = Promise.all([write('a'), write('b')]).then(channel.close)
    const read: string[] = []
    for await (const value of channel.read()) read.push(value)
    await written
    expect(read).toHaveLength(100)
    for (const name of ['a', 'b'])
      expect(read.filter((value) => value.startsWith(name))).toEqual(
        Array.from({ length: 50 }, (_, n) => `${name}${n}`),
      )
  })

  it('lets a writer wait while it is full, and go when it ends', async () => {
    const channel = createChannel<number>(1)
    await channel.push(1)
    let through = false
    const second = channel.push(2).then(() => {
      through = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(through).toBe(false)
    channel.close()
    await second
    const read: number[] = []
    for await (const value of channel.read()) read.push(value)
    expect(read).toEqual([1])
  })
})

import { createHash, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dropDamaged } from '../../../../src/runtime/control/models/site/drop-damaged.ts'
import type { MongoRecords } from '../../../../src/runtime/records/mongodb.ts'
import { createHome } from '../../../support/cli.ts'
import { startTcpProxy, type TcpProxy } from '../../../support/net/tcp-proxy.ts'
import { describeWith } from '../../support/back-ends.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** Of an answer, before it is cut. */
const PART = 1_000_000

describeWith(['MONGODB_URI'], 'a damaged model file in MongoDB', ({ MONGODB_URI = '' }) => {
  const bytes = randomBytes(3_000_000)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  let home: string
  let database: TestDatabase
  let proxy: TcpProxy
  let cuts = 0
  let left = PART
  let direct: MongoRecords
  beforeEach(async () => {
    home = createHome()
    writeFileSync(join(home, 'model.onnx'), bytes)
    const { hostname, port } = new URL(MONGODB_URI)
    database = await testDatabase(MONGODB_URI)
    direct = await database.open()
    cuts = 0
    proxy = await startTcpProxy(hostname, Number(port), {
      toClient: (chunk) => {
        left -= chunk.length
        if (left > 0 || cuts === 0) return chunk
        left = PART
        cuts -= 1
        proxy.cut()
        proxy.resume()
        return chunk
      },
    })
    await direct.modelFiles.put(sha256, join(home, 'model.onnx'))
  })
  afterEach(async () => {
    await database.dispose()
    await proxy.close()
    rmSync(home, { recursive: true })
  })

  it('is dropped when a part is missing, was exchanged, or is shorter', async () => {
    const chunks = database.db.collection('model.chunks')
    const damages = [
      () => chunks.deleteOne({ n: 2 }),
      () => chunks.updateOne({ n: 3 }, { $set: { data: Buffer.from('short') } }),
      () => chunks.updateOne({ n: 3 }, { $set: { data: Buffer.alloc(261_120) } }),
    ]
    for (const damage of damages) {
      await direct.modelFiles.put(sha256, join(home, 'model.onnx'))
      await dropDamaged(direct, sha256)
      expect(await direct.modelFiles.has(sha256)).toBe(true)
      await damage()
      await dropDamaged(direct, sha256)
      expect(await direct.modelFiles.has(sha256)).toBe(false)
    }
  })

  it('is not one whose connection broke meanwhile', async () => {
    const through = await database.open({
      uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true`,
      timeouts: { connectMs: 1_000, commandMs: 1_500 },
    })
    await through.modelFiles.has(sha256)
    // The driver tries a reading once again.
    left = PART
    cuts = 2
    const dropping = dropDamaged(through, sha256)
    await expect(dropping).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await direct.modelFiles.has(sha256)).toBe(true)
  })
})

import { afterEach, beforeEach } from 'vitest'
import { type MemoryApi, startMemoryApi } from './memory-api.ts'

export interface TestedApi {
  /** That of the test that runs. */
  readonly api: MemoryApi
  /** Aborted when the test ends. */
  readonly signal: AbortSignal
  /** Another in its place, with nothing in it. */
  restart(): Promise<void>
}

/** Gives each test of the surrounding block an API server of its own. */
export const memoryApiForEach = (): TestedApi => {
  let ending: AbortController
  let api: MemoryApi
  const start = async (): Promise<void> => {
    api = await startMemoryApi(ending.signal)
  }
  beforeEach(async () => {
    ending = new AbortController()
    await start()
  })
  afterEach(async () => {
    ending.abort()
    await api.close()
  })
  return {
    get api() {
      return api
    },
    get signal() {
      return ending.signal
    },
    async restart() {
      await api.close()
      await start()
    },
  }
}

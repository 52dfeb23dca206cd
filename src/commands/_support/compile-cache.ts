import * as module from 'node:module'

/** Keeps compiled modules between runs where Node can (22.8 and later). */
export const enableCompileCache = (): void => {
  const enable = (module as { enableCompileCache?: () => unknown }).enableCompileCache
  enable?.()
}

import type { Records } from '../records/store.ts'
import type { HttpRoute } from '../service/http.ts'

const PATH = '/models/'

/** Gives our pods the files of models, by their SHA-256. */
export const modelRoute = ({ modelFiles }: Pick<Records, 'modelFiles'>): HttpRoute => ({
  method: 'GET',
  path: PATH,
  handle: async ({ url }, reply) => {
    const sha256 = url.pathname.slice(PATH.length)
    const parts = /^[0-9a-f]{64}$/.test(sha256) ? await modelFiles.read(sha256) : undefined
    if (parts === undefined) return reply.json(404, { error: `there is no model with the SHA-256 ${sha256}` })
    await reply.parts(parts)
  },
})

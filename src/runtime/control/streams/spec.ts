import type { Stream } from '../../records/types.ts'

/** What people decide of a stream; a change of it is a new generation. */
export type StreamSpec = Omit<
  Stream,
  'name' | 'revision' | 'createdAt' | 'updatedAt' | 'status' | 'generation' | 'applied'
>

/** The spec of a record, without what info-update writes and who declared it. */
export const specOf = (stream: Stream): StreamSpec => {
  const { name: _n, revision: _r, createdAt: _c, updatedAt: _u, ...rest } = stream
  const { status: _s, generation: _g, applied: _a, ...spec } = rest
  return spec
}

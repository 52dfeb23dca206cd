import type { WantedModel } from '../models/model-file.ts'
import { modelNames } from '../pipeline/model-names.ts'
import type { Image, Model, Stream } from '../records/types.ts'
import type { Models } from './template.ts'

/** What a stream's pipeline names: all of it, or the first that is not recorded. */
export type ModelsOf = { readonly models: Models } | { readonly missing: string }

const NONE: ModelsOf = { models: {} }

/** Names of the models that a stream wants. */
export const namesOf = (stream: Stream, image: Image | undefined): string[] =>
  image?.pipeline === undefined ? [] : modelNames(image.pipeline, { ...image.env, ...stream.env })

const lookUp = (names: readonly string[], known: ReadonlyMap<string, Model>): ModelsOf => {
  const models: Record<string, WantedModel> = {}
  for (const name of names) {
    const model = known.get(name)
    if (model === undefined) return { missing: name }
    models[name] = { sha256: model.sha256, manifest: model.manifest }
  }
  return { models }
}

/** What did not change is the same object, as templates want it. */
const found = new WeakMap<
  Stream,
  { readonly image: Image; readonly known: ReadonlyMap<string, Model>; readonly of: ModelsOf }
>()

/** The models of a stream's pipeline. */
export const wantedModels = (stream: Stream, image: Image, known: ReadonlyMap<string, Model>): ModelsOf => {
  if (image.pipeline === undefined) return NONE
  const before = found.get(stream)
  if (before?.image === image && before.known === known) return before.of
  const names = namesOf(stream, image)
  const of = names.length === 0 ? NONE : lookUp(names, known)
  found.set(stream, { image, known, of })
  return of
}

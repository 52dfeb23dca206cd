import type { Collection, Draft, Records } from '../../records/store.ts'
import type { Image } from '../../records/types.ts'

/** The records as they will be once these images are written: what depends on them can be checked before. */
export const withImages = (records: Records, planned: readonly Draft<Image>[]): Records => {
  const byName = new Map(planned.map((draft) => [draft.name, draft]))
  const over = (draft: Draft<Image>, old: Image | undefined): Image => ({
    ...draft,
    revision: old?.revision ?? 0,
    createdAt: old?.createdAt ?? '',
    updatedAt: old?.updatedAt ?? '',
  })
  const images: Collection<Image> = {
    ...records.images,
    get: async (name) => {
      const [old, draft] = [await records.images.get(name), byName.get(name)]
      return draft === undefined ? old : over(draft, old)
    },
    list: async () => {
      const all = new Map((await records.images.list()).map((image) => [image.name, image]))
      for (const draft of planned) all.set(draft.name, over(draft, all.get(draft.name)))
      return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
  }
  return { ...records, images }
}

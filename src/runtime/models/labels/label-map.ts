import { byIndex, type ParsedLabels } from './numbered-names.ts'

const ITEM = /\bitem\s*:?\s*\{([^{}]*)\}/g
const COMMENT = /^\s*#.*$/gm

const field = (item: string, name: string): string | undefined =>
  new RegExp(String.raw`\b${name}\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|(\d+))`)
    .exec(item)
    ?.slice(1)
    .find((value) => value !== undefined)

export const isLabelMap = (text: string): boolean => /^\s*item\s*:?\s*\{/.test(text.replace(COMMENT, ''))

/**
 * A label map of TensorFlow's object detection (*.pbtxt): `item { id: 1 name: "/m/01g317" display_name: "person" }`
 * (https://github.com/tensorflow/models, research/object_detection/protos/string_int_label_map.proto).
 */
export const fromLabelMap = (text: string): ParsedLabels => {
  const plain = text.replace(COMMENT, '')
  if (plain.replace(ITEM, '').trim() !== '') return { why: 'it begins as a label map and is none to its end' }
  const items = [...plain.matchAll(ITEM)].map(([, item = '']) => item)
  const bad = items.findIndex((item) => field(item, 'id') === undefined)
  if (bad >= 0) return { why: `item ${bad + 1} of its label map has no id` }
  return byIndex(
    items.map((item) => [Number(field(item, 'id')), field(item, 'display_name') ?? field(item, 'name')]),
  )
}

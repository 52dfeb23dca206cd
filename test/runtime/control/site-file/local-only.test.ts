import { expect, it } from 'vitest'
import { draftImage } from '../../../../src/runtime/control/site-file/image-draft.ts'
import { onlyLocal } from '../../../../src/runtime/control/site-file/local-only.ts'
import { readObjects } from '../../../../src/runtime/control/site-file/read/objects.ts'

const refused = (text: string): string[] => {
  const { objects } = readObjects([{ file: 'site.yaml', text, cwd: '/site' }])
  const drafts = objects.flatMap((each) => (each.kind === 'Image' ? [draftImage(each, undefined).draft] : []))
  return onlyLocal(
    objects,
    new Map(drafts.flatMap((each) => (each === undefined ? [] : [[each.name, each]]))),
  ).map(({ message }) => message)
}
const object = (kind: string, spec: string): string =>
  `apiVersion: gaze.dev/v1\nkind: ${kind}\nmetadata: {name: door}\nspec: ${spec}\n`

it.each([
  [object('Image', '{command: [cat]}'), 'it is a program'],
  [object('Image', '{pipeline: file a.mp4 ! motion}'), 'its node "file" uses the file /site/a.mp4'],
  [object('Stream', '{image: a, source: clips/a.mp4}'), 'it reads the file clips/a.mp4'],
  [object('Stream', '{image: a, source: "file:///a.mp4"}'), 'it reads the file file:///a.mp4'],
  [object('Stream', '{image: a, sinks: ["file:///e.jsonl"]}'), 'its sink file:///e.jsonl is a file'],
  [object('Stream', '{image: a, sinks: ["kafka+ssl://h:1/t?ca=ca.pem"]}'), 'its sink reads the file ca.pem'],
])('%s cannot go to a cluster', (text, reason) => {
  expect(refused(text)).toEqual([
    expect.stringMatching(new RegExp(`"door" cannot go to a cluster: ${reason}`)),
  ])
})

it('one without a usable name is told by its kind', () => {
  const text = object('Stream', '{image: a, source: clips/a.mp4}').replace('door', 'X Y')
  expect(refused(text)).toEqual(['stream cannot go to a cluster: it reads the file clips/a.mp4'])
})

it.each([
  object('Image', '{pipeline: motion ! track}'),
  object('Image', `{ref: a/b, digest: sha256:${'0'.repeat(64)}}`),
  object('Stream', '{image: a}'),
  object('Stream', '{image: a, source: "rtsp://cam/1"}'),
  object('Stream', "{image: a, source: '${URL}'}"),
  object('Stream', "{image: a, sinks: ['kafka+ssl://h:1/t?ca=${CA}', 'tcp://h:1']}"),
])('%s can', (text) => {
  expect(refused(text)).toEqual([])
})

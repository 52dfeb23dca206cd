import { describe, expect, it } from 'vitest'
import { namedSet, SET_NAMES } from '../../../../src/runtime/models/labels/named-sets.ts'
import { parseLabels } from '../../../../src/runtime/models/labels/parse-labels.ts'

const THREE = ['person', 'traffic light', 'car']

describe('class names', () => {
  it.each([
    ['a name a line', 'person\ntraffic light\ncar\n', THREE],
    ['lines of Windows', '\uFEFFperson\r\ntraffic light\r\ncar\r\n', THREE],
    ['index,name lines', '0,person\n1,traffic light\n2,car', THREE],
    ['ids that begin with 1', '1: person\n2: traffic light\n3: car', THREE],
    ['ids in another order', '2 car\n0 person\n1 traffic light', THREE],
    ['names with commas', '0,tench, Tinca tinca\n1,goldfish', ['tench, Tinca tinca', 'goldfish']],
    ['a JSON list', '["person", "traffic light", "car"]', THREE],
    ['a JSON object by id', '{"0": "person", "2": "car", "1": "traffic light"}', THREE],
    ['a JSON object by name', '{"person": 0, "car": 2, "traffic light": 1}', THREE],
    ['a configuration of Hugging Face', '{"id2label": {"0": "person", "1": "car"}}', ['person', 'car']],
    ['a data set in YAML', 'path: x\nnames:\n  0: person\n  1: traffic light\n  2: car\n', THREE],
    ['a list in YAML', 'nc: 3\nnames: [person, traffic light, car]\n', THREE],
    ['ids that are missing', '0,person\n3,car', ['person', 'class-1', 'class-2', 'car']],
    ['lines of old Macs', 'person\rtraffic light\rcar\r', THREE],
    ['lines with more empty ones at the end', 'person\ntraffic light\ncar\n\n\n', THREE],
    ['names of which some begin with a number', 'person\n7 up\ncar', ['person', '7 up', 'car']],
    ['a name that comes twice, as in ImageNet', 'crane\nmaillot\ncrane', ['crane', 'maillot', 'crane']],
    [
      'a label map',
      'item {\n  name: "person"\n  id: 1\n}\nitem {\n  name: "car"\n  id: 2\n}\n',
      ['person', 'car'],
    ],
    [
      'a label map with names for people and a gap',
      `# COCO\nitem { name: "/m/01g317" id: 1 display_name: "person" }\nitem { name: '/m/0k4j' id: 3 display_name: 'car' }`,
      ['person', 'class-2', 'car'],
    ],
  ])('are read from %s', async (_, text, expected) => {
    expect(await parseLabels(text)).toEqual({ names: expected })
  })

  it.each([
    ['nothing', '', /empty/],
    ['half of JSON', '["person",', /begins as JSON/],
    ['half of YAML', 'names: [person,\nother: {', /begins as YAML/],
    ['objects in JSON', '[{"name": "person"}]', /class 0 .*has no name/],
    ['an empty line between', 'person\n\ncar', /line 2 is empty/],
    ['an id beyond all reason', '{"4000000000": "person"}', /beyond/],
    ['an id that comes twice', '0,person\n1,car\n1,bus', /id 1 comes twice/],
    ['a header above ids', 'id,name\n0,person\n1,car', /line 1 has no index/],
    ['half a label map', 'item { name: "person" id: 1 }\nitem { name: "car"', /label map/],
    ['a label map without ids', 'item { name: "person" }', /item 1 .*no id/],
    ['a web page', '<!DOCTYPE html><title>Labels</title>', /web page/],
    ['bytes that are no text', 'person\0car\u0001', /control characters/],
    ['a name of a whole page', `person\n${'x'.repeat(500)}`, /class 1 .*has no name/],
  ])('are not read from %s', async (_, text, why) => {
    expect(await parseLabels(text)).toEqual({ why: expect.stringMatching(why) })
  })

  it('of the named sets are complete and each its own', () => {
    const sizes = SET_NAMES.map((name) => namedSet(name, undefined)?.names)
    expect(sizes.map((names) => names?.length)).toEqual([80, 90, 1000])
    for (const names of sizes) {
      expect(new Set(names).size).toBe(names?.length)
      expect(names?.every((name) => /^\S.*\S$/.test(name))).toBe(true)
    }
    expect(namedSet('coco80', 80)?.names[79]).toBe('toothbrush')
    // COCO's id of "toothbrush" is 90, that of "stop sign" 13.
    expect(namedSet('coco91', 91)?.names[90]).toBe('toothbrush')
    expect(namedSet('coco91', 91)?.names[13]).toBe('stop sign')
    expect(namedSet('coco91', 90)?.names[0]).toBe('person')
    expect(namedSet('imagenet', 1000)?.names[281]).toBe('tabby')
    expect(namedSet('toString', 1)).toBeUndefined()
  })
})

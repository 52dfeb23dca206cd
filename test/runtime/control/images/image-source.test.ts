import { describe, expect, it } from 'vitest'
import { imageSource } from '../../../../src/runtime/control/images/image-source.ts'

describe('what image add is given', () => {
  it.each([
    ['a YAML file', { first: 'a/b.yaml' }, { kind: 'file', path: 'a/b.yaml' }],
    ['a JSON file with a name', { first: 'x.JSON', name: 'y' }, { kind: 'file', path: 'x.JSON', name: 'y' }],
    ['stdin', { first: '-', name: 'y' }, { kind: 'file', path: '-', name: 'y' }],
    ['a statement', { first: 'y', statement: 'motion' }, { kind: 'statement', text: 'motion', name: 'y' }],
    ['a command', { first: 'y', command: 'cat' }, { kind: 'command', text: 'cat', name: 'y' }],
  ])('%s', (_, given, source) => {
    expect(imageSource(given, false)).toEqual(source)
  })

  it.each([
    ['a container', { first: 'alpine:3' }, 'NEEDS_CLUSTER'],
    ['a container of a registry', { first: 'ghcr.io/a/b@sha256:00' }, 'NEEDS_CLUSTER'],
    ['a folder', { first: './pipelines' }, 'USAGE'],
    ['a program without --command', { first: '/usr/bin/cat' }, 'USAGE'],
    ['both', { first: 'y', command: 'cat', statement: 'motion' }, 'USAGE'],
    ['two names', { first: 'y', command: 'cat', name: 'z' }, 'USAGE'],
  ])('refuses %s', (_, given, code) => {
    expect(() => imageSource(given, false)).toThrow(expect.objectContaining({ code, exit: 2 }))
  })

  it('takes containers on a cluster', () => {
    expect(imageSource({ first: 'r:5000/a/b:1', name: 'b' }, true)).toEqual({
      kind: 'container',
      ref: 'r:5000/a/b:1',
      name: 'b',
    })
  })
})

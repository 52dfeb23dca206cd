import { describe, expect, it } from 'vitest'
import { nameOfReference, parseReference } from '../../../src/runtime/registry/reference.ts'

const D = `sha256:${'0a'.repeat(32)}`

describe('references of container images', () => {
  it.each([
    ['mongo', 'docker.io', 'library/mongo', 'latest', ''],
    ['team/counter:1.2', 'docker.io', 'team/counter', '1.2', ''],
    ['localhost/counter', 'localhost', 'counter', 'latest', ''],
    ['127.0.0.1:5000/counter:a_b', '127.0.0.1:5000', 'counter', 'a_b', ''],
    ['[::1]:5000/counter', '[::1]:5000', 'counter', 'latest', ''],
    [`r.site/a/b/c@${D}`, 'r.site', 'a/b/c', 'latest', D],
    [`r.site:443/a__b/c-d.e:V1@${D}`, 'r.site:443', 'a__b/c-d.e', 'V1', D],
  ])('%s', (text, host, repository, tag, digest) => {
    expect(parseReference(text)).toEqual({ text, host, repository, tag, digest })
  })

  it.each([
    '',
    'Counter',
    'a//b',
    '/a',
    'a/',
    'a:',
    'a:b:c',
    'a@sha256:1',
    `a@${D}@${D}`,
    'r:x/a',
    'a b',
    '-a',
    'https://r/a',
  ])('%s is none', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'USAGE', exit: 2 }))
  })

  it('give an image its name', () => {
    expect(nameOfReference(parseReference('r.site/team/my_app.v2:1'))).toBe('my-app-v2')
  })
})

import { expect, it } from 'vitest'
import { parseChallenge } from '../../../src/runtime/registry/http/challenge.ts'

const bearer = {
  scheme: 'bearer',
  realm: 'https://auth.site/token',
  service: 'r.site',
  scope: 'repository:a:pull',
}

it.each([
  ['Bearer realm="https://auth.site/token",service="r.site",scope="repository:a:pull"', bearer],
  ['bearer Realm = "https://auth.site/token" , service=r.site, scope="repository:a:pull"', bearer],
  ['Bearer realm="https://auth.site/token"', { ...bearer, service: '', scope: '' }],
  [
    'Bearer realm="https://auth.site/token",service="r.site",scope="repository:a:pull", Basic realm="the site"',
    bearer,
  ],
  [
    'Basic realm="a, Bearer of it", Bearer realm="https://auth.site/token",scope="repository:a:pull,push"',
    {
      ...bearer,
      service: '',
      scope: 'repository:a:pull,push',
    },
  ],
  ['Basic realm="bearer of good news"', { scheme: 'basic' }],
  ['Bearer realm="nowhere", Basic', { scheme: 'basic' }],
  ['Negotiate, Basic realm="x"', { scheme: 'basic' }],
  ['Negotiate', undefined],
  ['', undefined],
  [null, undefined],
])('%s', (header, wanted) => {
  expect(parseChallenge(header)).toEqual(wanted)
})

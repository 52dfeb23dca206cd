import { describe, expect, it } from 'vitest'
import { throughForward } from '../../../../../src/runtime/control/site/cluster/mongodb-uri.ts'

describe('the connection string of a site, through a port-forward', () => {
  it.each([
    ['mongodb://gaze-mongo:27017', 'mongodb://127.0.0.1:4000/?directConnection=true'],
    ['mongodb://gaze-mongo/', 'mongodb://127.0.0.1:4000/?directConnection=true'],
    [
      'mongodb://gaze:p%40ss@gaze-mongo.cameras.svc:27017/?authSource=admin',
      'mongodb://gaze:p%40ss@127.0.0.1:4000/?authSource=admin&directConnection=true',
    ],
    [
      'mongodb://gaze:x@gaze-mongo:27017/gazedb?directConnection=true',
      'mongodb://gaze:x@127.0.0.1:4000/gazedb?directConnection=true',
    ],
  ])('%s', (uri, expected) => {
    expect(throughForward(uri, 'gaze-mongo', 4000)).toBe(expected)
  })

  it.each([
    'mongodb://db.example.com:27017/',
    'mongodb://gaze-mongo-2:27017/',
    'mongodb://gaze-mongo:27017,other:27017/',
    'mongodb+srv://gaze-mongo/',
    'nonsense',
  ])('%s is not of the site and is used as it is', (uri) => {
    expect(throughForward(uri, 'gaze-mongo', 4000)).toBeUndefined()
  })
})

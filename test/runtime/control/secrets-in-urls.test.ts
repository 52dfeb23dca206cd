import { describe, expect, it } from 'vitest'
import { maskPasswords, refusePassword } from '../../../src/runtime/control/secrets-in-urls.ts'

describe('passwords in URLs', () => {
  it.each([
    'rtsp://user:hunter2@10.0.0.7/1',
    'mongodb://:hunter2@h',
    'a b=https://u:hunter2@h:80/x c',
    'RTSP://u:hunter2@h',
    'rtsp://u:hu@unter2@h',
    'rtsp://u:hu:unter2@h',
    'rtsp://u:${A}hunter2@h',
    'http://u:hunter2@h http://u:${A}@h',
    'kafka://h:9092/t?sasl=plain&user=u&password=hunter2',
    'kafka://h:9092/t?pasword=hunter2&user=u',
    'eventhubs://h/t?connection-string=Endpoint=sb://h/;SharedAccessKey=hunter2=',
  ])('refuses %s and does not repeat it', (text) => {
    const refusal = expect.objectContaining({ code: 'PASSWORD_IN_URL', exit: 2 })
    expect(() => refusePassword('--source', text)).toThrow(refusal)
    try {
      refusePassword('--source', text)
    } catch (error) {
      expect(JSON.stringify({ ...(error as object), message: (error as Error).message })).not.toContain(
        'unter2',
      )
    }
    expect(maskPasswords(text)).not.toContain('unter2')
  })

  it.each([
    'rtsp://user@h/1',
    'rtsp://user:${PASSWORD}@h/1',
    'rtsp://h:554/a:b@c',
    'kafka://h:9092/t?sasl=plain&user=u&password=${PASSWORD}',
    'user:hunter2@h',
    'motion ! count-line name=door line=0.5,0:0.5,1',
  ])('takes %s', (text) => {
    expect(() => refusePassword('--source', text)).not.toThrow()
  })
})

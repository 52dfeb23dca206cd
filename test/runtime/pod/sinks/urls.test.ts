import { describe, expect, it } from 'vitest'
import { isLogSink, parseLogSink, variablesOf } from '../../../../src/runtime/pod/sinks/url/log-sinks.ts'
import { sinkId } from '../../../../src/runtime/pod/sinks/url/sink-id.ts'

const parse = (url: string) => parseLogSink(url)

describe('URLs of Kafka', () => {
  it('name brokers and a topic', () => {
    expect(parse('kafka://a:9092,[::1]:9093/door-events')).toEqual({
      url: 'kafka://a:9092,[::1]:9093/door-events',
      brokers: ['a:9092', '[::1]:9093'],
      topic: 'door-events',
      tls: false,
      ca: '',
      mode: 'structured',
      login: undefined,
      createTopic: true,
    })
  })

  it('say how to log in, whom to trust and how events are written', () => {
    const url =
      'kafka+ssl://a:9092/t?sasl=scram-sha-512&user=u+v&password=${PW}&ca=/etc/ca.pem&mode=binary&create=no'
    expect(parse(url)).toMatchObject({
      tls: true,
      ca: '/etc/ca.pem',
      mode: 'binary',
      login: { mechanism: 'scram-sha-512', user: 'u+v', password: '${PW}' },
      createTopic: false,
    })
    expect(variablesOf(parse(url)!)).toEqual(['PW'])
  })

  it('of Event Hubs are TLS on 9093 with a connection string', () => {
    const url = 'eventhubs://ns.servicebus.windows.net/hub?connection-string=${CONNECTION}'
    expect(parse(url)).toMatchObject({
      tls: true,
      brokers: ['ns.servicebus.windows.net:9093'],
      topic: 'hub',
      login: { mechanism: 'plain', user: '$ConnectionString', password: '${CONNECTION}' },
    })
    expect(variablesOf(parse(url)!)).toEqual(['CONNECTION'])
  })

  it.each([
    ['kafka://', /names no host/],
    ['kafka://a/t', /a has no port/],
    ['kafka://a:0/t', /0 is no port/],
    ['kafka://a:70000/t', /70000 is no port/],
    ['kafka://a:9092', /names no topic/],
    ['kafka://a:9092/', /names no topic/],
    ['kafka://a:9092,/t', /names no host/],
    ['kafka://a:9092/t/u', /no name of a topic/],
    ['kafka://a:9092/..', /no name of a topic/],
    ['kafka://u@a:9092/t', /not HOST:PORT/],
    ['kafka://a:9092/t?mode=bin', /mode=bin is not known/],
    ['kafka://a:9092/t?moed=binary', /no parameter moed/],
    ['kafka://a:9092/t?mode=binary&mode=binary', /twice/],
    ['kafka://a:9092/t?mode=', /mode is empty/],
    ['kafka://a:9092/t?sasl=scram&user=u&password=${P}', /sasl=scram is not known/],
    ['kafka://a:9092/t?sasl=plain', /without a user/],
    ['kafka://a:9092/t?user=u', /without a password/],
    ['kafka://a:9092/t?ca=x.pem', /for connections by TLS/],
    ['eventhubs://ns/hub', /no variable with the connection string/],
    ['eventhubs://ns,ms/hub?connection-string=${C}', /not HOST:PORT/],
    ['eventhubs://ns?connection-string=${C}', /names no event hub/],
  ])('%s is refused in words', (url, message) => {
    expect(() => parse(url)).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: expect.stringMatching(/./) }),
    )
    expect(() => parse(url)).toThrow(message)
  })

  it('of other schemes are none', () => {
    expect(['file:///x', 'tcp://h:1', 'constructor://h/t', 'kafka'].filter(isLogSink)).toEqual([])
  })
})

describe('the identity of a sink', () => {
  const of = (url: string): string => sinkId(parse(url)!)

  it('is its place, not the way to it', () => {
    expect(of('kafka://A:1,b:2/t')).toBe(of('kafka+ssl://b:2,a:1/t?user=u&password=${P}'))
    expect(of('kafka://a:1/t')).not.toBe(of('kafka://a:1/u'))
    expect(of('kafka://a:1/t')).not.toBe(of('kafka://a:2/t'))
  })
})

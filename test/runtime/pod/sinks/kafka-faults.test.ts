import kafkajs from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { faultOf } from '../../../../src/runtime/pod/sinks/kafka/faults.ts'

const place = {
  brokers: ['a:1', 'b:2'],
  topic: 't',
  tls: false,
  login: { mechanism: 'plain', user: 'u', password: '${P}' },
} as const

const refusal = (type: string): Error =>
  new kafkajs.KafkaJSProtocolError(
    Object.assign(new Error('as Kafka says it'), { type, code: 1, retriable: true }),
  )

describe('errors of kafkajs', () => {
  it.each([
    ['TOPIC_AUTHORIZATION_FAILED', 'refused', /user u may not write to topic t/],
    ['CLUSTER_AUTHORIZATION_FAILED', 'refused', /user u may not/],
    ['NOT_ENOUGH_REPLICAS', 'away', /too few replicas of topic t/],
    ['MESSAGE_TOO_LARGE', 'too-large', /larger than topic t takes/],
  ])('%s is %s', (type, kind, message) => {
    const fault = faultOf(refusal(type), place)
    expect(fault).toMatchObject({ kind, message: expect.stringMatching(message) })
  })

  it('are found in what kafkajs wraps them in', () => {
    const wrapped = new kafkajs.KafkaJSNumberOfRetriesExceeded(refusal('TOPIC_AUTHORIZATION_FAILED'), {
      retryCount: 1,
      retryTime: 1,
    })
    expect(faultOf(wrapped, place).kind).toBe('refused')
  })

  it('that nobody knows are said as they are, and tried again', () => {
    const fault = faultOf(new Error('something else'), place)
    expect(fault).toEqual({ kind: 'away', message: 'something else', waitsFor: 'a broker at a:1,b:2' })
  })
})

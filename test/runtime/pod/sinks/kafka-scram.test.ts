import { afterEach, describe, expect, it } from 'vitest'
import { connectProducer, letGo } from '../../../../src/runtime/pod/sinks/kafka/connect.ts'
import { faultOf } from '../../../../src/runtime/pod/sinks/kafka/faults.ts'
import { parseKafkaUrl } from '../../../../src/runtime/pod/sinks/url/kafka-url.ts'
import { settingsOf } from '../../../../src/runtime/pod/sinks/url/settings.ts'
import { type ScramBroker, startScramBroker } from '../../../support/kafka/scram-broker.ts'

let broker: ScramBroker | undefined
afterEach(() => broker?.close())

const PASSWORD = 'p,=ä ss'
const quiet = () => () => {}

/** What comes of a login by the URL: who was admitted, or how it failed. */
const login = async (query: string, password: string, options: Parameters<typeof startScramBroker>[0]) => {
  broker = await startScramBroker(options)
  const target = parseKafkaUrl(`kafka://${broker.address}/events?${query}&password=\${P}`)
  try {
    await letGo(await connectProducer(settingsOf(target, { P: password }), quiet))
    return broker.admitted
  } catch (error) {
    return faultOf(error, target)
  }
}

describe.each(['sha256', 'sha512'] as const)('a login by SCRAM, %s', (hash) => {
  const mechanism = `scram-sha-${hash.slice(3)}`
  const asked = `sasl=${mechanism}&user=eve`
  const user = 'eve'

  it('is admitted by its password', async () => {
    expect(await login(asked, PASSWORD, { hash, user, password: PASSWORD })).toEqual(['eve'])
  })

  it('is admitted by a name that has to be written otherwise', async () => {
    const query = `sasl=${mechanism}&user=a%2Cb%3Dc`
    expect(await login(query, PASSWORD, { hash, user: 'a,b=c', password: PASSWORD })).toEqual(['a,b=c'])
  })

  it('is refused with a wrong password, which is not repeated', async () => {
    const fault = await login(asked, 'guessed', { hash, user, password: PASSWORD })
    expect(fault).toMatchObject({ kind: 'refused', waitsFor: 'the right user and password' })
    expect(JSON.stringify(fault)).not.toContain('guessed')
  })

  it('is not made with a broker that does not know the password either', async () => {
    const fault = await login(asked, PASSWORD, { hash, user, password: PASSWORD, impostor: true })
    expect(fault).toMatchObject({ kind: 'refused' })
    expect(broker?.admitted).toEqual(['eve'])
  })
})

it('a broker without the mechanism is said to be one', async () => {
  const fault = await login('sasl=scram-sha-512&user=eve', PASSWORD, {
    ...{ hash: 'sha256', user: 'eve', password: PASSWORD },
  })
  expect(fault).toMatchObject({ kind: 'refused', waitsFor: expect.stringContaining('sasl=') })
})

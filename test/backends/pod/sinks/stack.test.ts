import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ShownStream } from '../../../../src/runtime/control/streams/list.ts'
import type { Why } from '../../../../src/runtime/control/why/why.ts'
import type { GazeEvent } from '../../../../src/runtime/wire/event.ts'
import { readAll } from '../../../runtime/pod/event-log/support.ts'
import { runJson } from '../../../support/cli.ts'
import { writeClip } from '../../../support/clip.ts'
import { openTestKafka, type Received, type TestKafka } from '../../../support/kafka/kafka.ts'
import { createStack, type TestStack } from '../../../support/stack.ts'
import { describeWith } from '../../support/back-ends.ts'

const idsOf = (all: readonly Received[]): string[] =>
  all.map(({ value }) => (JSON.parse(value) as GazeEvent).id)

const VARIABLES = ['KAFKA_BROKERS', 'KAFKA_SASL_BROKERS', 'KAFKA_SASL_USER', 'KAFKA_SASL_PASSWORD'] as const

describeWith(VARIABLES, 'a stream with a sink in Kafka', (env) => {
  const { KAFKA_BROKERS = '', KAFKA_SASL_BROKERS = '', KAFKA_SASL_USER = '', KAFKA_SASL_PASSWORD = '' } = env
  let kafka: TestKafka
  let stack: TestStack

  beforeEach(async () => {
    kafka = openTestKafka(KAFKA_BROKERS)
    stack = createStack()
  })
  afterEach(async () => {
    await stack.clear()
    await kafka.clear()
  })

  const json = <T>(...args: string[]): Promise<T> => runJson<T>(args, { home: stack.home })
  const loggedIds = async (): Promise<string[]> => {
    const site = join(stack.dir.events, 'door')
    const logs = await Promise.all(readdirSync(site).map((pod) => readAll(join(site, pod))))
    return logs.flat().map(({ text }) => (JSON.parse(text) as GazeEvent).id)
  }

  it('says what it waits for, and once that is there sends also what earlier pods saw', async () => {
    const topic = await kafka.topic()
    const clip = join(stack.home, 'clip.y4m')
    const secret = join(stack.home, 'secret')
    writeClip(clip)
    await stack.up()
    const pipeline = `file ${clip} loop=true rate=max ! motion ! track ! count-line door line=0.5,0:0.5,1`
    await stack.gaze('image', 'add', 'door', '--pipeline', pipeline)

    writeFileSync(secret, 'not-the-password')
    const url = `kafka://${KAFKA_SASL_BROKERS}/${topic}?user=${KAFKA_SASL_USER}&password=\${PW}`
    const change = ['stream', 'scale', 'door', '--secret-env', `PW=file:${secret}`]
    const made = await stack.gaze(...change, '--image', 'door', '--sink', url)
    expect(made.code).toBe(0)

    const blocked = await stack.until(
      'the sink is blocked',
      () => json<ShownStream>('stream', 'show', 'door'),
      ({ sinkStates: [sink], reason, message }) =>
        sink?.state === 'blocked' && sink.lag > 5 && reason === '' && message !== '',
      60_000,
    )
    expect(blocked).toMatchObject({
      phase: 'Running',
      message: expect.stringMatching(/refuses .*password|user/),
    })
    const why = await json<Why>('stream', 'why', 'door')
    expect(why).toMatchObject({
      verdict: 'SINK_REFUSED',
      message: expect.stringMatching(/It waits for the right user and password; \d+ events wait/),
    })
    expect(why.path.at(-1)).toMatchObject({ hop: `kafka://${KAFKA_SASL_BROKERS}/${topic}`, state: 'blocked' })
    expect(JSON.stringify([blocked, why])).not.toContain('not-the-password')

    writeFileSync(secret, KAFKA_SASL_PASSWORD)
    expect((await stack.gaze(...change)).code).toBe(0)
    await stack.until(
      'the sink has caught up',
      () => json<ShownStream>('stream', 'show', 'door'),
      ({ sinkStates: [sink] }) => sink?.state === 'ok' && sink.lag < 20,
      60_000,
    )
    expect((await stack.gaze('stream', 'scale', 'door', '--replicas', '0')).code).toBe(0)
    await stack.until(
      'all pods are gone',
      () => stack.pods('door'),
      (pods) => pods.length === 0,
    )

    const wanted = new Set(await loggedIds())
    const all = await kafka.read(topic, (seen) => new Set(idsOf(seen)).size >= wanted.size)
    expect(new Set(idsOf(all))).toEqual(wanted)
  })

  it('is refused where its URL says what cannot be', async () => {
    const refused = await stack.gaze('stream', 'scale', 'door', '--sink', 'kafka://h/t', '--json')
    expect(refused.code).toBe(2)
    expect(JSON.parse(refused.stderr)).toMatchObject({
      error: { code: 'USAGE', message: expect.stringContaining('h has no port') },
    })
    const secret = 'kafka://h:1/t?user=u&password=hunter2'
    const inClear = await stack.gaze('stream', 'scale', 'door', '--sink', secret)
    expect(inClear.code).toBe(2)
    expect(inClear.stderr).not.toContain('hunter2')
  })
})

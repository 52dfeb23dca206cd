import { messageOf } from '../errors.ts'
import { type Lifetime, startLifetime } from '../service/lifetime.ts'
import { createLogger } from '../service/log.ts'
import { readAssignment } from './read-assignment.ts'
import { createRedactor, redactAll } from './redact.ts'
import { runPod } from './run-pod.ts'

/** Less than its parent waits before it kills; its sinks may have time besides. */
const DEADLINE_MS = 8_000
let sinkDrainMs = 0

let redact = (text: string): string => text
const log = createLogger((line) => process.stderr.write(redact(line)))
const whole = startLifetime({ log, deadlineMs: () => DEADLINE_MS + sinkDrainMs })
const lifetime: Lifetime = {
  ...whole,
  fail: (message) => whole.fail(redact(message)),
  report: (status) => whole.report(redactAll(redact, status)),
}

try {
  const assignment = await readAssignment(process.argv[2])
  const { pod, stream, env, secretEnv, token } = assignment
  sinkDrainMs = assignment.sinkDrainMs ?? 0
  redact = createRedactor([token, ...secretEnv.flatMap((name) => env[name] ?? [])])
  await runPod(assignment, lifetime, log.with({ stream, pod }), redact)
} catch (error) {
  lifetime.fail(messageOf(error))
}

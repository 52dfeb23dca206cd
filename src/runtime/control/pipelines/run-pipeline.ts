import { inheritedEnvironment } from '../../config.ts'
import { GazeError } from '../../errors.ts'
import type { Counts } from '../../ledger/types.ts'
import { checkPipeline, pipelineInvalid } from '../../pipeline/check.ts'
import { failsMostly } from '../../pipeline/engine/measure/fails-mostly.ts'
import type { EngineState } from '../../pipeline/engine/options.ts'
import { createEngine } from '../../pipeline/engine.ts'
import type { PodContext } from '../../pipeline/node.ts'
import { specFor, withPrint } from '../../pipeline/spec-for.ts'
import type { PipelineIssue } from '../../pipeline/spec.ts'
import { findOnce, neverCounted } from './never-counted.ts'
import { sameNames } from './same-names.ts'
import { createPlainLogger } from './plain-logger.ts'
import type { NamedPipeline } from './read-pipeline.ts'

export interface RunOptions {
  /** A file or URL for a pipeline without a source; undefined for the pipeline's own. */
  readonly source: string | undefined
  /** Stdout is the events as JSON, each once, whatever sinks there are; else it is what `print` prints. */
  readonly json: boolean
  /** Resolves when there is room for more. */
  print(text: string): Promise<void>
  /** Finds the models that nodes name. */
  readonly model: NonNullable<PodContext['model']>
  /** Warnings of nodes. */
  warn(text: string): void
  /** Every second or so. */
  progress(text: string): void
}

export interface RunSummary {
  readonly name: string
  readonly seconds: number
  readonly events: number
  readonly state: EngineState
}

const PROGRESS_MS = 500

const noSource = (): PipelineIssue => ({
  code: 'NO_SOURCE',
  message: 'the pipeline has no source; begin it with one, such as file PATH, or name one with --source',
  line: 1,
  column: 1,
  path: '',
  suggestion: '',
})

const failIfBroken = ({ nodes, ledger }: EngineState): void => {
  const broken = nodes.find(({ state }) => state === 'failed')
  if (broken) throw new GazeError('SINK_FAILED', `node ${broken.id}: ${broken.message}`)
  const failing = nodes.find((node) => (node.dropped.error ?? 0) > 0 && node.dropped.error === node.in)
  if (failing && ledger.processed === 0)
    throw new GazeError('FAILED', `node ${failing.id} failed on every item it was given`, {
      hint: 'the warnings above say why',
    })
  const mostly = nodes.find(failsMostly)
  if (mostly)
    throw new GazeError(
      'FAILED',
      `node ${mostly.id} failed on ${mostly.dropped.error} of ${mostly.in} items`,
      {
        ...(mostly.message !== '' && { why: mostly.message }),
        hint: 'what it gave is incomplete; the warnings above say when it began',
      },
    )
}

/**
 * Runs a pipeline in the foreground until its source ends or the signal aborts.
 * @throws GazeError PIPELINE_INVALID with all errors; SOURCE_TWICE; what a node throws that cannot be opened; SOURCE_FAILED; SINK_FAILED.
 */
export const runPipeline = async (
  input: NamedPipeline,
  { source, json, print, warn, progress, model }: RunOptions,
  signal: AbortSignal,
): Promise<RunSummary> => {
  const checked = checkPipeline(input)
  const issues = [...(checked.hasSource || source !== undefined ? [] : [noSource()]), ...checked.issues]
  if (issues.length > 0) throw pipelineInvalid(issues, input.origin)
  const name = checked.name || input.name || 'run'
  const spec = source === undefined ? checked.spec : specFor(checked.spec, { source, output: '' })
  const env = inheritedEnvironment()
  const find = findOnce(model)
  for (const words of [...sameNames(spec), ...(await neverCounted(spec, env, find))])
    warn(`Warning: ${words}\n`)
  let events = 0
  const engine = createEngine(json ? spec : withPrint(spec), {
    mode: 'run',
    stream: name,
    generation: 0,
    eventSource: `/gaze/pipelines/${name}`,
    log: createPlainLogger(warn),
    pod: { env, model: find, print: json ? () => undefined : print },
    record(fresh) {
      events += fresh.length
      return json ? print(fresh.map((event) => `${JSON.stringify(event)}\n`).join('')) : undefined
    },
  })
  const began = performance.now()
  const timer = setInterval(() => {
    const { ledger, fps } = engine.state()
    progress(`${framesOf(ledger)} frames, ${fps} a second, ${events} events`)
  }, PROGRESS_MS)
  try {
    await engine.run(signal)
  } finally {
    clearInterval(timer)
  }
  const state = engine.state()
  for (const { id, state: how, message } of state.nodes)
    if (how === 'blocked') warn(`Warning: node ${id}: ${message}\n`)
  failIfBroken(state)
  return { name, seconds: (performance.now() - began) / 1_000, events, state }
}

/** Without those that a file should have had. */
const framesOf = ({ captured, dropped }: Counts): number => captured - (dropped['cut-off'] ?? 0)

/** One line of what a run did. */
export const summaryText = ({ name, seconds, events, state: { ledger, nodes } }: RunSummary): string => {
  const seen = framesOf(ledger)
  const fps = seconds > 0 ? Math.round(seen / seconds) : 0
  const frames = Object.entries(ledger.dropped).map(([reason, count]) => `${count} ${reason}`)
  const dropped = frames.length > 0 ? `, dropped: ${frames.join(', ')}` : ''
  const lost = nodes.flatMap(({ id, dropped: own }) =>
    Object.entries(own)
      .filter(([reason]) => ledger.dropped[reason] === undefined && reason !== 'error')
      .map(([reason, count]) => `${count} ${reason} at ${id}`),
  )
  const more = lost.length > 0 ? `, not delivered: ${lost.join(', ')}` : ''
  return `${name}: ${seen} frames in ${seconds.toFixed(1)} s (${fps} a second), ${events} events${dropped}${more}`
}

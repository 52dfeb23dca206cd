import { type EnvChange, parseEnvFlags } from '../../env-flags.ts'
import { parseOutput, parseSinks } from './addresses.ts'
import { checkKey } from './key.ts'
import { type PlacementChange, type PlacementFlags, parsePlacement } from './placement.ts'
import { parseQuantity } from './quantity.ts'
import { readSecretFlags, type SecretChange } from './secret-flags.ts'
import { parseSource } from './source.ts'

/** The flags of `gaze stream scale`, as they were typed. */
export interface ScaleFlags extends PlacementFlags {
  readonly image?: string | undefined
  readonly replicas?: number | undefined
  readonly source?: string | undefined
  readonly output?: string | undefined
  readonly sink?: readonly string[] | undefined
  readonly env?: readonly string[] | undefined
  readonly secretEnv?: readonly string[] | undefined
  readonly key?: string | undefined
  readonly currentReplicas?: number | undefined
  readonly order?: boolean | undefined
  readonly queue?: number | undefined
  readonly cpu?: string | undefined
  readonly memory?: string | undefined
}

/** What shall change of a stream; what is undefined stays. */
export interface StreamChange {
  readonly image: string | undefined
  readonly replicas: number | undefined
  readonly source: string | undefined
  readonly output: string | undefined
  readonly sinks: readonly string[] | undefined
  readonly env: EnvChange
  readonly secrets: SecretChange
  readonly key: string | undefined
  readonly currentReplicas: number | undefined
  readonly order: boolean | undefined
  readonly queue: number | undefined
  readonly cpu: string | undefined
  readonly memory: string | undefined
  readonly placement: PlacementChange
  /** Fields of a file that say so; undefined where no file does. */
  readonly applied?: readonly string[]
}

const when = <T, R>(value: T | undefined, parse: (value: T) => R): R | undefined =>
  value === undefined ? undefined : parse(value)

/** Checks each flag by itself and reads the secrets. @throws GazeError of the first that is wrong. */
export const parseChange = async (flags: ScaleFlags, cwd: string): Promise<StreamChange> => ({
  image: flags.image,
  replicas: flags.replicas,
  source: when(flags.source, (text) => parseSource(text, cwd)),
  output: when(flags.output, parseOutput),
  sinks: when(flags.sink, (texts) => parseSinks(texts, cwd)),
  env: parseEnvFlags(flags.env ?? []),
  key: when(flags.key, checkKey),
  currentReplicas: flags.currentReplicas,
  order: flags.order,
  queue: flags.queue,
  cpu: when(flags.cpu, (text) => parseQuantity('cpu', text)),
  memory: when(flags.memory, (text) => parseQuantity('memory', text)),
  placement: parsePlacement(flags),
  secrets: await readSecretFlags(flags.secretEnv ?? [], cwd),
})

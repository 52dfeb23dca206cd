import type { ModelFile } from '../models/model-file.ts'
import type { Logger } from '../service/log.ts'
import type { GazeEvent } from '../wire/event.ts'
import type { FrameInfo, Item, Kind, View } from './item.ts'
import type { Params, ValuesOf } from './params.ts'

/** Hands an item on; the promise resolves when there is room behind (back-pressure). */
export type Emit = (item: Item) => void | Promise<void>

/** What a source found when it opened. */
export interface SourceInfo {
  readonly width?: number
  readonly height?: number
  readonly fps?: number
}

/** `ok`, or what keeps the node from its work, in words. */
export interface NodeState {
  readonly state: 'ok' | 'idle' | 'blocked' | 'failed'
  readonly message: string
  /** The pod is no active one: another has the stream. */
  readonly standby?: boolean
}

export interface NodeContext {
  readonly id: string
  readonly signal: AbortSignal
  readonly log: Logger
  /** `run`: in the foreground, as fast as it goes, reproducible. `stream`: in a pod, live. */
  readonly mode: 'run' | 'stream'
  /** The source waits for the nodes and no clock: what counts is how many frames a second, not how old one is. */
  readonly offline: boolean
  /** Each picture stands for itself: what a node finds in one need not be found again. */
  readonly stills: boolean
  readonly stream: string
  readonly generation: number
  /** For sources, and nodes that draw: the views that the nodes behind will ask for. */
  readonly views: readonly View[]
  /** For the same: somebody may ask frames for their `picture`. */
  readonly pictures?: boolean
  /** For sources: the source is open and frames can come. */
  opened(info: SourceInfo): void
  /** Makes an event of this stream; its id comes from the frame, the type and how many of that type the frame has. */
  event(type: string, frame: FrameInfo, data: Readonly<Record<string, unknown>>): GazeEvent
  /** Counts something this node lost, by reason; it shows in the ledger. */
  drop(reason: string, count?: number): void
  /** Says how the node is; shown by `stream why`. */
  report(state: NodeState): void
  /** What the pod offers to nodes that need it (`ingest` address, output address, secrets). */
  readonly pod: PodContext
  /** Unix time in milliseconds. */
  now(): number
}

/** Where a pod's own nodes find the world; empty in `pipeline run`. */
export interface PodContext {
  readonly pod?: string
  /** `tcp://host:port` of gaze-server's ROUTER, the token to show there, and its public CURVE key where it speaks that. */
  readonly ingest?: {
    readonly endpoint: string
    readonly token: string
    readonly serverKey?: string | undefined
  }
  /** HOST:PORT of the stream's viewer. */
  readonly output?: string
  /** Writes lines of `print`; standard output where absent. Resolves when there is room for more. */
  readonly print?: (text: string) => void | Promise<void>
  readonly env: Readonly<Record<string, string>>
  /** Cores that the pod may use; undefined where that is not limited. */
  readonly cores?: number | undefined
  /** Finds a model that a `model` parameter names, checked against its hash. @throws GazeError MODEL_NOT_FOUND, MODEL_INVALID */
  readonly model?: (name: string) => Promise<ModelFile>
}

/** Work on an item that a node begins before the item's turn comes. */
export interface Ahead {
  /** How many items wait for their turn meanwhile; fewer where their pictures are large. */
  readonly items: number
  /** In the order of the turns; never throws. */
  begin(item: Item): void
}

export interface Node {
  /** Only for nodes whose context is `offline`. */
  readonly ahead?: Ahead | undefined
  process(item: Item, emit: Emit): void | Promise<void>
  /** The source has ended: give what is still held back. */
  flush?(emit: Emit): void | Promise<void>
  close(): void | Promise<void>
}

export interface Source {
  /** Emits until the source ends or the signal aborts; throws GazeError SOURCE_FAILED with the reason. */
  run(emit: Emit): Promise<void>
  /** Called when every node is through with a frame it emitted; `dropped` names why it was not processed whole. */
  done?(frame: FrameInfo, dropped: string | undefined): void
  close(): void | Promise<void>
}

interface TypeBase<S extends Params> {
  readonly name: string
  readonly summary: string
  readonly params: S
  readonly takes: readonly Kind[]
  readonly gives: readonly Kind[]
  /** Remembers earlier frames, so frames of one stream must go to one pod in order. */
  readonly memory: boolean
  /** Of what it finds, where no model says them. */
  classes?(params: ValuesOf<S>): readonly string[]
}

export interface NodeType<S extends Params = Params> extends TypeBase<S> {
  readonly source?: false
  /** Nothing comes behind it. */
  readonly sink?: boolean
  /** It gives frames of its own, which show those that it took (`original`): pictures of all kinds but grey come from it. */
  readonly draws?: boolean
  views?(params: ValuesOf<S>): readonly View[]
  /** What it takes beside `takes` where it has these parameters. */
  needs?(params: ValuesOf<S>): readonly Kind[]
  /** The file or folder that it writes; undefined for none. */
  writes?(params: ValuesOf<S>): string | undefined
  /** The file, or the files by their pattern, of which it leaves nothing that another had written; undefined for none. */
  replaces?(params: ValuesOf<S>): string | undefined
  open(params: ValuesOf<S>, context: NodeContext): Node | Promise<Node>
}

export interface SourceType<S extends Params = Params> extends TypeBase<S> {
  readonly source: true
  /** Live sources drop the oldest when the nodes behind are slow; others wait. */
  live(params: ValuesOf<S>): boolean
  /** Its pictures are no sequence. */
  stills?(params: ValuesOf<S>): boolean
  /** Its frames have no pictures. */
  readonly blind?: boolean
  /** The file that it reads, or the folder of its files; undefined for what is none of this machine. */
  reads?(params: ValuesOf<S>): string | undefined
  open(params: ValuesOf<S>, context: NodeContext): Source | Promise<Source>
}

/** Infers the parameter types of `open` from `params`. */
export const defineNode = <const S extends Params>(type: NodeType<S>): NodeType<S> => type
export const defineSource = <const S extends Params>(type: SourceType<S>): SourceType<S> => type

// biome-ignore lint/suspicious/noExplicitAny: the registry holds types whose parameters differ; each was checked by defineNode.
export type AnyType = NodeType<any> | SourceType<any>

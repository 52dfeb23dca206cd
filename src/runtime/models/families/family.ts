import type { Manifest, Task } from '../manifest.ts'
import type { Graph } from '../onnx/graph.ts'

/** An output of a run, read as float32 whatever its type was. */
export interface Tensor {
  readonly dims: readonly number[]
  readonly data: Float32Array | Int32Array
}

/** Something found, in pixels of the model's input (not clipped), before the letterbox is undone. */
export interface Candidate {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  /** 0-1. */
  readonly score: number
  /** Counts from 0 within `manifest.classes`; the offset is already taken off. */
  readonly classIndex: number
  /** x, y of each landmark, in pixels of the input. */
  readonly landmarks?: readonly (readonly [number, number])[]
}

/** What a family would make of a graph: the manifest without what belongs to the file, and what speaks for it. */
export interface Reading {
  readonly manifest: Omit<Manifest, 'sha256' | 'bytes' | 'schema' | 'licence' | 'source'>
  /** Sentences for people: `output 1x84x8400 is 4 box values and 80 scores at strides 8, 16, 32`. */
  readonly evidence: readonly string[]
  /** `sure`: no other family writes this. `likely`: the layout fits, but so may others. */
  readonly certainty: 'sure' | 'likely'
  /** How many classes the outputs have room for, those of `offset` among them; absent where the graph leaves that open. */
  readonly columns?: number | undefined
  /** Why its values may be no class scores but an embedding, as long as nobody names the classes. */
  readonly unproved?: string | undefined
  /** What the graph cannot tell, with the values that fit, the family's usual one first. */
  readonly doubts: readonly Doubt[]
}

/** A setting of the manifest that only trying can decide. */
export interface Doubt {
  readonly what: 'colour' | 'scale' | 'activation' | 'fit' | 'variant'
  /**
   * Each the manifest's fields to overlay, with words for people (`bgr`, `sigmoid`), and the reading's `columns` where
   * it leaves other room for classes.
   */
  readonly choices: readonly {
    readonly label: string
    readonly change: Partial<Reading['manifest']>
    readonly columns?: number | undefined
  }[]
}

/** One layout of models: how it is recognised and decoded. Its file is the only place that knows it. */
export interface Family {
  readonly name: string
  readonly summary: string
  readonly task: Task
  /** Its layouts, where it has several: what `manifest.variant` and `--variant` may be. */
  readonly variants?: readonly string[]
  /** Overlapping boxes remain to be suppressed (NMS). */
  readonly overlapping: boolean
  /** The boxes of all pictures of a run are in one list, whose rows say which picture they are of: it is not cut. */
  readonly oneList?: true
  /** What it would make of the graph; none where the layout is another. */
  recognise(graph: Graph): Reading | undefined
  /**
   * What one picture of the batch holds with at least `threshold`; tensors in the order of `manifest.outputs`,
   * their first axis cut down to that picture. `picture` is its number in the run, for those with `oneList`.
   */
  decode(outputs: readonly Tensor[], manifest: Manifest, threshold: number, picture?: number): Candidate[]
}

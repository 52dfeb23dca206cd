/** What a model is for: boxes with classes, one class for the whole picture, or faces with landmarks. */
export type Task = 'detect' | 'classify' | 'face'

/** Number type of the input tensor; outputs of any type are read as float32. */
export type ElementType = 'float32' | 'float16' | 'uint8' | 'int8'

/** How a picture is fitted into the input. */
export type Fit =
  /** Both sides scaled on their own. */
  | 'stretch'
  /** Scaled alike, in the middle, the rest padded. */
  | 'letterbox'
  /** Scaled alike, in the upper left corner, the rest padded. */
  | 'corner'
  /** The shorter side scaled to `resize`, then the middle cut out (classifiers). */
  | 'crop'
  /** The middle cut out in the input's own shape, then scaled (Windows ML). */
  | 'middle'

/**
 * `linear`: the four nearest pixels (OpenCV's INTER_LINEAR); `antialias`: all pixels under the triangle (Pillow's
 * BILINEAR); both give whole levels. `fine`: the four nearest, and what lies between two levels stays there (PyTorch's
 * interpolate of floats).
 */
export type Filter = 'linear' | 'antialias' | 'fine'

/** How a picture becomes the input tensor: value = (pixel * scale - mean[channel]) / std[channel]. */
export interface ModelInput {
  readonly name: string
  readonly layout: 'nchw' | 'nhwc'
  readonly type: ElementType
  /** Pixels; where the graph leaves them open, the size that was chosen. */
  readonly width: number
  readonly height: number
  /** Axes that the graph leaves open. */
  readonly dynamic: readonly ('batch' | 'height' | 'width')[]
  /** Pictures in one run; 1 unless the graph demands more. */
  readonly batch: number
  readonly colour: 'rgb' | 'bgr' | 'grey'
  readonly scale: number
  /** One value for each channel, in the order of `colour`. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly fit: Fit
  /**
   * With `letterbox`: how the scaled sides become whole pixels; `nearest`, ties to even, unless said. With `down-each`
   * each axis then has a factor of its own.
   */
  readonly rounding?: 'nearest' | 'down' | 'down-each'
  readonly filter: Filter
  /** Grey level of the padding, 0-255, before scale and mean. */
  readonly pad: number
  /** With `crop`: pixels of the shorter side before the cut. */
  readonly resize?: number
  /** A second input that wants the picture's size, and in which order. */
  readonly sizes?: { readonly name: string; readonly order: 'wh' | 'hw'; readonly type: 'int64' | 'float32' }
}

/** Everything that is needed to run a model rightly; kept as JSON beside it. */
export interface Manifest {
  readonly schema: 1
  /** A name of families/; its variant where a family has several layouts. */
  readonly family: string
  readonly variant?: string
  readonly task: Task
  readonly input: ModelInput
  /** Names of the outputs that are read, in the family's order. */
  readonly outputs: readonly string[]
  /** What turns raw scores into 0-1. */
  readonly activation: 'none' | 'sigmoid' | 'softmax'
  /** Names of the classes; a column without a name is called `class-N`. */
  readonly classes: readonly string[]
  /** How many columns or ids come before the first of `classes` (a background, ids that count from 1). */
  readonly offset: number
  readonly thresholds: { readonly score: number; readonly iou: number }
  readonly licence?: string
  readonly source?: string
  /** SHA-256 of the ONNX file, lower-case hexadecimal. */
  readonly sha256: string
  readonly bytes: number
}

/** One dimension: a number, or the name (may be empty) of what is open. */
export type Dimension = number | string

/** ONNX's own names: float, float16, uint8, int8, int64, … (onnx.proto, TensorProto.DataType, in lower case). */
export interface ValueInfo {
  readonly name: string
  readonly type: string
  readonly shape: readonly Dimension[]
}

/** What an ONNX file says of itself, read without loading its weights. */
export interface Graph {
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /** Operator types with how often each is used, subgraphs too; `domain.Type` outside the standard domain. */
  readonly operators: ReadonlyMap<string, number>
  /** Operator types behind which nothing but the output follows, by output name: its producer, and that one's producers up to three steps. */
  readonly producers: ReadonlyMap<string, readonly string[]>
  /** Operator set versions by domain; '' is the standard domain. */
  readonly opsets: ReadonlyMap<string, number>
  /** metadata_props. */
  readonly metadata: ReadonlyMap<string, string>
  /** `producer_name producer_version`. */
  readonly producer: string
}

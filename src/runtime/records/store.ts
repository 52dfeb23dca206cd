import type { Image, Model, Pod, Recorded, Revision, Stream } from './types.ts'

export type Change<T> =
  | { readonly type: 'put'; readonly record: T }
  | { readonly type: 'removed'; readonly name: string }
  /** Everything that was there at the start has been given. */
  | { readonly type: 'synced' }

/** What a writer gives: the store sets revision and times. */
export type Draft<T extends Recorded> = Omit<T, 'revision' | 'createdAt' | 'updatedAt'>

/** A set of records by name, with optimistic concurrency. Implementations pass test/runtime/records/contract.ts. */
export interface Collection<T extends Recorded> {
  get(name: string): Promise<T | undefined>
  /** All, by name. */
  list(): Promise<T[]>
  /**
   * Writes when the stored revision is `expected` (0: not there).
   * @throws GazeError CONFLICT when someone was faster, or another stream has the record's key; STORE_UNAVAILABLE when it cannot be written.
   */
  put(record: Draft<T>, expected: Revision): Promise<T>
  /** False when there was nothing. @throws GazeError CONFLICT when `expected` does not match. */
  remove(name: string, expected?: Revision): Promise<boolean>
  /** First what is there, then `synced`, then what changes; level-triggered: only the last state is promised. */
  watch(signal: AbortSignal): AsyncIterable<Change<T>>
}

/** Values of `--secret-env`, apart from the records so that showing a record can never show one. */
export interface Secrets {
  get(stream: string): Promise<Readonly<Record<string, string>>>
  put(stream: string, values: Readonly<Record<string, string>>): Promise<void>
  remove(stream: string): Promise<void>
}

export interface TransferOptions {
  readonly signal?: AbortSignal
  /** Told how many bytes have gone over so far. */
  readonly progress?: (bytes: number) => void
}

/** The files of models, by their SHA-256 (lower-case hexadecimal): one is there whole or not at all. */
export interface ModelFiles {
  has(sha256: string): Promise<boolean>
  /**
   * Takes a file in; nothing happens where it is there already.
   * @throws GazeError MODEL_INVALID when its bytes have another hash, STORE_UNAVAILABLE
   */
  put(sha256: string, path: string, options?: TransferOptions): Promise<void>
  /** Its bytes, a part at a time; undefined where there is none. */
  read(sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /** False when there was none. */
  remove(sha256: string): Promise<boolean>
}

export interface Records {
  readonly images: Collection<Image>
  readonly streams: Collection<Stream>
  readonly pods: Collection<Pod>
  readonly models: Collection<Model>
  readonly modelFiles: ModelFiles
  readonly secrets: Secrets
  close(): Promise<void>
}

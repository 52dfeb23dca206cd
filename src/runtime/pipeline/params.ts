import type { Task } from '../models/manifest.ts'

/**
 * What a node's parameter may be. Docs, JSON Schema, completion and checking all come from these objects.
 * Values on the wire are those of {@link ParamValue}; `duration` is text with a unit (`250ms`, `60s`) and
 * is given to the node in milliseconds, `line` is `x1,y1:x2,y2` (0-1) and is given as four numbers, `polygon` is `x,y:x,y:x,y…` and is given as its points,
 * `list` is text with commas, or a list in YAML, and is given as its parts.
 * Any value may name a variable of the stream's environment as `${NAME}`.
 */
interface ParamBase<T> {
  readonly summary: string
  readonly default?: T
  /** The parameter that may be written without its name, directly behind the node's. */
  readonly positional?: boolean
  readonly required?: boolean
}
export interface NumberParam extends ParamBase<number> {
  readonly type: 'number' | 'integer'
  readonly unit?: string
  readonly min?: number
  readonly max?: number
}
export interface TextParam extends ParamBase<string> {
  readonly type: 'string'
  /** A regular expression that the whole text has to match, and what to call that in words. */
  readonly pattern?: string
  readonly expects?: string
}
export interface EnumParam extends ParamBase<string> {
  readonly type: 'enum'
  readonly values: readonly string[]
}
export interface BooleanParam extends ParamBase<boolean> {
  readonly type: 'boolean'
}
export interface DurationParam extends ParamBase<string> {
  readonly type: 'duration'
  readonly min?: string
  readonly max?: string
}
export interface LineParam extends ParamBase<string> {
  readonly type: 'line'
}
export interface PolygonParam extends ParamBase<string> {
  readonly type: 'polygon'
}
/** Names with commas between them (`person,car`). */
export interface ListParam extends ParamBase<string> {
  readonly type: 'list'
  /** Its parts are classes: of the model that the node names, or of the things that it is given. */
  readonly classesOf?: 'model' | 'things'
}
/** The name of a model that the context has. */
export interface ModelParam extends ParamBase<string> {
  readonly type: 'model'
  /** What that has to be made for. */
  readonly task: Task
}
export type Param =
  | NumberParam
  | TextParam
  | EnumParam
  | BooleanParam
  | DurationParam
  | LineParam
  | PolygonParam
  | ListParam
  | ModelParam
export type Params = Readonly<Record<string, Param>>

/** From the first point to the second, each coordinate 0-1 of the picture. */
export interface Line {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** A place on the picture, each coordinate 0-1 of it. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** At least three corners, whose sides do not cross; the last is joined to the first. */
export type Polygon = readonly Point[]

type ValueOf<P extends Param> = P extends NumberParam | DurationParam
  ? number
  : P extends BooleanParam
    ? boolean
    : P extends LineParam
      ? Line
      : P extends PolygonParam
        ? Polygon
        : P extends EnumParam
          ? P['values'][number]
          : P extends ListParam
            ? readonly string[]
            : string

type Given<P extends Param> = P extends { readonly default: unknown } | { readonly required: true }
  ? ValueOf<P>
  : ValueOf<P> | undefined

/** The checked and parsed values that a node's `open` gets. */
export type ValuesOf<S extends Params> = { readonly [K in keyof S]: Given<S[K]> }

import { availableParallelism } from 'node:os'
import { readJson, writeFileAtomic } from '../service/files.ts'

/** The setting that `gaze model bench` found fastest on this machine. */
export interface Tuning {
  readonly threads: number
  readonly batch: number
  readonly msPerFrame: number
  /** Of the machine that was measured: with another number the setting says nothing. */
  readonly cores: number
}

/** Where it is kept: it goes with the model. */
export const tuningPath = (model: string): string => `${model}.bench.json`

/** Keeps the setting beside the model's file. */
export const keepTuning = (model: string, tuning: Tuning): Promise<void> =>
  writeFileAtomic(tuningPath(model), JSON.stringify(tuning))

/** What was measured on this machine; undefined where nothing was, or it has other cores now. */
export const readTuning = async (model: string): Promise<Tuning | undefined> => {
  const tuning = await readJson<Tuning>(tuningPath(model))
  return tuning?.cores === availableParallelism() ? tuning : undefined
}

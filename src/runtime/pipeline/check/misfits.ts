import { classMisfits, type Misfit, taskMisfit } from '../../models/fits.ts'
import type { Manifest } from '../../models/manifest.ts'
import type { ModelUse } from './model-uses.ts'

/** What a node asks of its model that this cannot do; `param` is where it asks. */
export interface PipelineMisfit extends Misfit {
  readonly node: string
  readonly param: string
}

/** @param manifestOf Undefined for a model that is not there, about which nothing is said. */
export const pipelineMisfits = (
  uses: readonly ModelUse[],
  manifestOf: (name: string) => Pick<Manifest, 'task' | 'classes'> | undefined,
): PipelineMisfit[] =>
  uses.flatMap(({ name, node, param, task, classes }) => {
    const manifest = manifestOf(name)
    if (manifest === undefined) return []
    const model = { name, manifest }
    const other = task && taskMisfit(model, task)
    // Classes of a model that has to be another one say nothing.
    if (other) return [{ ...other, node, param }]
    return classes.flatMap((list) =>
      classMisfits(model, list.names).map((misfit) => ({ ...misfit, node, param: list.param })),
    )
  })

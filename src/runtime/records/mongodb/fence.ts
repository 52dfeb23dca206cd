/** Keeps writers of a lower epoch from what a higher one has written. */
export interface Fence {
  /** The epoch that this handle writes with; undefined where it is not fenced. */
  epoch(): number | undefined
  /** The part of a filter that lets only this epoch and higher ones through. */
  filter(): { readonly epoch?: { readonly $not: { readonly $gt: number } } }
}

export const createFence = (epoch: () => number | undefined = () => undefined): Fence => ({
  epoch,
  filter: () => {
    const own = epoch()
    return own === undefined ? {} : { epoch: { $not: { $gt: own } } }
  },
})

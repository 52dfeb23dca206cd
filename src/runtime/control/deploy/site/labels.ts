/** On everything that belongs to a site, whoever made it: what undeploy looks for. */
export const PART_OF = 'app.kubernetes.io/part-of=gaze'

export const isOurs = ({
  metadata,
}: {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> }
}): boolean => metadata?.labels?.['app.kubernetes.io/part-of'] === 'gaze'

/** On what a deploy applies, and on nothing else: what a prune may look at. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by=gaze-deploy'

/** The ConfigMap that owns all streams' objects and outlives every deploy. */
export const OWNER = 'gaze'

export const VERSION_ANNOTATION = 'gaze.dev/version'
export const STREAM_LABEL = 'gaze.dev/stream'

/** What a workload, its Service and its policies select each other by; must never change. */
export const selectorOf = (name: string): Record<string, string> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'gaze',
})

export const labelsOf = (name: string): Record<string, string> => ({
  ...selectorOf(name),
  'app.kubernetes.io/managed-by': 'gaze-deploy',
})

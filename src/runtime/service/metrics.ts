type Labels = Readonly<Record<string, string>>

/** One family of a Prometheus exposition. */
export interface Metric {
  /** `gaze_…`; counters end in `_total`, units are seconds and bytes. */
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly values: readonly { readonly labels?: Labels; readonly value: number }[]
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

const labelText = (labels: Labels = {}): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const family = ({ name, type, help, values }: Metric): string[] => [
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
  `# TYPE ${name} ${type}`,
  ...values.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
]

/** The text format 0.0.4 of Prometheus. */
export const renderMetrics = (metrics: readonly Metric[]): string => `${metrics.flatMap(family).join('\n')}\n`

/** `{reason: count}` as one value a reason, with the labels that all of them carry. */
export const byReason = (
  counts: Readonly<Record<string, number>>,
  labels: Labels = {},
): { labels: Labels; value: number }[] =>
  Object.entries(counts).map(([reason, value]) => ({ labels: { ...labels, reason }, value }))

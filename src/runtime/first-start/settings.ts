/** What the first start is told, in a mounted JSON file whose path is its only argument. */
export interface FirstStartSettings {
  readonly namespace: string
  /** Where the values are left as files, for the program that starts after it: a volume in memory. */
  readonly secretsDir: string
  /** HOST:PORT of the site's own database; empty where the site brings one of its own. */
  readonly mongodbHost: string
}

import { Flags } from '@oclif/core'
import { durationFlag } from '../flags.ts'

/** Flag of commands that act on a site's namespace. */
export const namespaceFlag = {
  namespace: Flags.string({
    char: 'n',
    helpValue: 'NAME',
    summary: "The site's namespace; that of the context, else gaze.",
  }),
}

/** A first start pulls images, which takes minutes on a slow line. */
export const rolloutFlags = {
  wait: Flags.boolean({ allowNo: true, default: true, summary: 'Wait until everything runs (default).' }),
  timeout: durationFlag({
    default: 300_000,
    defaultHelp: async () => '5m',
    summary: 'How long to wait: ms, s, m, h.',
  }),
}

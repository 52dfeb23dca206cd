import { ownVersion } from '../../runtime/package-root.ts'

/** The version of this package. */
export const version = ownVersion()

/**
 * What the build takes for `@oclif/core`: the parts that commands use, without those that are loaded for
 * development alone. They come to half of what the whole costs at the start of every command.
 */
export * as Args from '@oclif/core/args'
export { Command } from '@oclif/core/command'
export { Config } from '@oclif/core/config'
export * as Flags from '@oclif/core/flags'
export { run } from '@oclif/core/run'
export { settings } from '@oclif/core/settings'

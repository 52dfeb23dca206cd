import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/backends/**/*.test.ts'],
    // Nodes and brokers have moments of their own; a test that needed a second try is marked as such in the output.
    retry: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})

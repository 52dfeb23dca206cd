import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/runtime/package-root.ts'

const bin = join(packageRoot, 'bin', 'run.js')

/** On this device every write fails for want of room. */
describe.skipIf(!existsSync('/dev/full'))('standard output on a full disk', () => {
  it.each(['node list', 'version --json', "pipeline run 'scene width=64 height=48 frames=3'"])(
    'gaze %s fails and says what is full',
    async (command) => {
      const script = `'${process.execPath}' '${bin}' ${command} --quiet > /dev/full; echo "code $?"`
      const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script])
      expect(stdout).toBe('code 1\n')
      expect(stderr).toMatch(/Standard output cannot be written/)
      expect(stderr).toMatch(/free some space where it goes/)
      expect(stderr).not.toMatch(/--state-dir/)
    },
  )
})

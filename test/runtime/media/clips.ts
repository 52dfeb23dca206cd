import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasFfmpeg = ((): boolean => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('skipped: tests of the ffmpeg executable, which is not installed')
    return false
  }
})()

export const tempDir = (): string => mkdtempSync(join(tmpdir(), 'gaze-media-'))

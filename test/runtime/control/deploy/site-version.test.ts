import { describe, expect, it } from 'vitest'
import { versionNotice } from '../../../../src/runtime/control/deploy/site-version.ts'

const site = (version: string) => ({ metadata: { annotations: { 'gaze.dev/version': version } } })

describe('versionNotice', () => {
  it('is silent where both are of one version, or nobody knows', () => {
    expect(versionNotice(site('0.1.0'), '0.1.0', 'gaze')).toBeUndefined()
    expect(versionNotice({}, '0.1.0', 'gaze')).toBeUndefined()
    expect(versionNotice(undefined, '0.1.0', 'gaze')).toBeUndefined()
  })

  it.each([
    ['0.9.0', '0.10.0', 'gaze deploy --namespace dock brings the site to 0.10.0'],
    ['1.0.0', '0.10.0', 'install gaze 1.0.0 here, or deploy 0.10.0 to the site'],
  ])('a site of %s and a program of %s', (was, own, next) => {
    expect(versionNotice(site(was), own, 'dock')).toBe(
      `The site in dock is of version ${was}, this program of version ${own}: ${next}`,
    )
  })
})

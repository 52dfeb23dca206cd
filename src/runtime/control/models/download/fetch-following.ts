import { GazeError } from '../../../errors.ts'
import { publicUrl } from './public-url.ts'

const MOST_REDIRECTS = 10
const REDIRECTS = [301, 302, 303, 307, 308]

/**
 * Fetches and follows redirects, but only to HTTP(S) and not for ever.
 * @throws GazeError FAILED for a circle and for an address that is none; what fetch throws
 */
export const fetchFollowing = async (url: string, init: RequestInit): Promise<Response> => {
  let at = url
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const response = await fetch(at, { ...init, redirect: 'manual' })
    const location = response.headers.get('location')
    if (location === null || !REDIRECTS.includes(response.status)) return response
    await response.body?.cancel()
    const next = URL.canParse(location, at) ? new URL(location, at) : undefined
    if (next === undefined || !/^https?:$/.test(next.protocol))
      throw new GazeError('FAILED', `${publicUrl(url)} leads to what is no HTTP address`, {
        hint: 'Give the address of the file itself',
      })
    // Fetch would refuse it too, and say the login.
    if (next.username !== '' || next.password !== '')
      throw new GazeError('FAILED', `${publicUrl(url)} leads to an address that holds a login`, {
        why: 'gaze logs in nowhere',
        hint: 'Fetch the file by other means, then gaze model add FILE',
      })
    at = next.href
  }
  throw new GazeError('FAILED', `${publicUrl(url)} leads on and on`, {
    why: `${MOST_REDIRECTS} redirects did not come to a file`,
    hint: 'Open it in a browser and give the address where it ends, that of the file itself',
  })
}

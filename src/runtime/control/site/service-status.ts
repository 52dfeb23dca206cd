import type { ServiceStatus } from './types.ts'

const SERVICES = ['info-update', 'gaze-server'] as const

/** What is known of services that do not answer, or that are not there. */
export const unseenServices = (phase: 'Pending' | 'Stopped'): ServiceStatus[] =>
  SERVICES.map((name) => ({
    name,
    phase,
    ready: false,
    ports: {},
    since: '',
    message: phase === 'Pending' ? 'it does not answer' : 'not running',
  }))

/** The Secrets of a site, by what they hold; its first start makes those that are missing. */
export const SITE_SECRETS = { token: 'gaze-token', curve: 'gaze-curve', mongodb: 'gaze-mongodb' } as const

/** Parameters of every source that can be as fast as it likes. */
export const timingParams = {
  rate: {
    type: 'enum',
    values: ['auto', 'max', 'real'],
    default: 'auto',
    summary: 'As fast as it goes, or by the clock; auto: max in `pipeline run`, real in a stream.',
  },
  start: {
    type: 'string',
    summary:
      'Time of the first picture: media (when it was recorded, else 1970), now, or RFC 3339. Default: media in `pipeline run`, now in a stream.',
  },
} as const

/** Parameters that lines and zones share. */
export const anchorParam = { type: 'enum', values: ['centre', 'bottom'], default: 'centre' } as const

export const hysteresisParam = {
  type: 'number',
  unit: 'of the longer side',
  default: 0.015,
  min: 0,
  max: 0.5,
} as const

export const classesParam = {
  type: 'list',
  classesOf: 'things',
  summary: 'Classes that count, such as person,bicycle; without it all do.',
} as const

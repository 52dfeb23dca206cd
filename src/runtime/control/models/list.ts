import type { Records } from '../../records/store.ts'
import { requireRecord } from '../not-found.ts'
import { modelUsers } from './users.ts'
import { type ModelView, modelView } from './view.ts'

/** All models, by name. */
export const listModels = async (records: Records): Promise<ModelView[]> => {
  const [models, users] = await Promise.all([records.models.list(), modelUsers(records)])
  return models.map((model) => modelView(model, users(model.name)))
}

/** @throws GazeError MODEL_NOT_FOUND */
export const showModel = async (records: Records, name: string): Promise<ModelView> => {
  const model = await requireRecord('model', records.models, name)
  return modelView(model, (await modelUsers(records))(name))
}

import { recordsContract } from '../../runtime/records/contract.ts'
import { describeWith } from '../support/back-ends.ts'
import { mongoStore } from './mongo-store.ts'

describeWith(['MONGODB_URI'], 'MongoDB', ({ MONGODB_URI = '' }) => {
  recordsContract('MongoDB', () => mongoStore(MONGODB_URI))
})

describeWith(['MONGODB_AUTH_URI'], 'MongoDB with a login', ({ MONGODB_AUTH_URI = '' }) => {
  recordsContract('MongoDB with a login', () => mongoStore(MONGODB_AUTH_URI))
})

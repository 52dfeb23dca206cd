import { killSuite } from '../../support/kill/suite.ts'

killSuite(3, 300_000)

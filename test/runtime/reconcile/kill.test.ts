import { killSuite } from '../../support/kill/suite.ts'

killSuite(3, 120_000)

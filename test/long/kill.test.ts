import { killSuite } from '../support/kill/suite.ts'

killSuite(20, 1_200_000)

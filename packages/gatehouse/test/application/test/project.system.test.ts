// The suites of a project over the reference application: contracts, binding, login, pages, limits and outage.
import { describeProject } from 'gatehouse/testing'

describeProject()

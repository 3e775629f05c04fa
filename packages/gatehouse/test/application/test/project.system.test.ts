// The suites of a project over the application of the library: contracts, binding, login, pages, limits and outage.
import { describeProject } from 'gatehouse/testing'

describeProject()

// The suites of a project over the reference application, as far as they depend on its contracts. Limits and outages are the same for all
// contracts: the library tests them over the application of its own, and over a new project.
import { describeProject } from 'gatehouse/testing'

describeProject({ suites: ['contracts', 'binding', 'login', 'pages'] })

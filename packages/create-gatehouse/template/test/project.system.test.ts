// What every project must hold to, over the routes of this one: who is let in, what happens in an outage, the limits, login and the pages.
import { describeProject } from 'gatehouse/testing'

describeProject()

// The contract suite against the gateway, and against every domain by itself, past the gateway.
import { describeProject } from 'gatehouse/testing'

describeProject()

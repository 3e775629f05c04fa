// Every operation of every contract, without a token, with bad tokens, and with every other scope; at the gateway and past it.
import { describeProject } from 'gatehouse/testing'

describeProject()

// Express with express-oauth2-jwt-bearer, as Auth0's quickstart has it: with SERVICE_URL the gateway, without it the service.
import { Agent } from 'node:http'
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { ANSWER, PATH } from '../answer.ts'
import { settings } from './settings.ts'

const { port, issuer, audience, serviceUrl } = settings
const app = express()
app.use(auth({ issuerBaseURL: issuer, audience, tokenSigningAlg: 'RS256' }))
if (serviceUrl === undefined) {
  app.get(PATH, (_request, response) => {
    response.json(ANSWER)
  })
} else {
  app.use(createProxyMiddleware({ target: serviceUrl, agent: new Agent({ keepAlive: true }) }))
}
app.listen(port, '127.0.0.1')

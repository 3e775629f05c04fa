// Generated from the contracts by `npm run contracts`. Do not edit.
import type { GatewayTable } from 'gatehouse'
import { openTools } from './tools.ts'

export const TABLE: GatewayTable = {
  routes: [
    {"method":"GET","path":"/","operationId":"showIndex","service":null,"access":{"kind":"anyone"}},
    {"method":"GET","path":"/admin/revocations","operationId":"listRevocations","service":null,"access":{"kind":"permissions","all":["write:revocations"]}},
    {"method":"POST","path":"/admin/revocations","operationId":"revokeTokens","service":null,"access":{"kind":"permissions","all":["write:revocations"]},"rate":"strict"},
    {"method":"POST","path":"/auth/backchannel-logout","operationId":"acceptBackchannelLogout","service":null,"access":{"kind":"anyone"},"rate":"refusals"},
    {"method":"GET","path":"/auth/callback","operationId":"finishLogin","service":null,"access":{"kind":"anyone"}},
    {"method":"POST","path":"/auth/events","operationId":"acceptTenantEvents","service":null,"access":{"kind":"signedBy","secret":"AUTH0_EVENT_STREAM_TOKEN","scheme":"auth0Events"},"rate":"refusals"},
    {"method":"GET","path":"/auth/login","operationId":"startLogin","service":null,"access":{"kind":"anyone"},"rate":"strict"},
    {"method":"GET","path":"/auth/logout","operationId":"logOut","service":null,"access":{"kind":"anyone"}},
    {"method":"POST","path":"/auth/logout","operationId":"submitLogout","service":null,"access":{"kind":"anyone"}},
    {"method":"GET","path":"/auth/session","operationId":"showSession","service":null,"access":{"kind":"anyone"}},
    {"method":"POST","path":"/auth/token","operationId":"takeAccessToken","service":null,"access":{"kind":"anyone"}},
    {"method":"GET","path":"/health","operationId":"showHealth","service":null,"access":{"kind":"anyone"},"rate":"none"},
    {"method":"GET","path":"/insights/payments","operationId":"summarizePayments","service":"insights","access":{"kind":"scopes","all":["read:insights","read:payments"]},"rate":"strict"},
    {"method":"GET","path":"/me","operationId":"showPrincipal","service":null,"access":{"kind":"signedIn"}},
    {"method":"GET","path":"/metrics","operationId":"showMetrics","service":null,"access":{"kind":"permissions","all":["read:status"]}},
    {"method":"GET","path":"/payments","operationId":"listPayments","service":"payments","access":{"kind":"scopes","all":["read:payments"]}},
    {"method":"POST","path":"/payments","operationId":"createPayment","service":"payments","access":{"kind":"scopes","all":["write:payments"]}},
    {"method":"GET","path":"/payments/:id","operationId":"getPayment","service":"payments","access":{"kind":"scopes","all":["read:payments"]}},
    {"method":"GET","path":"/public","operationId":"showPublic","service":"samples","access":{"kind":"anyone"}},
    {"method":"GET","path":"/ready","operationId":"showReadiness","service":null,"access":{"kind":"anyone"},"rate":"none"},
    {"method":"GET","path":"/search","operationId":"searchDocuments","service":"search","access":{"kind":"anyone"}},
    {"method":"PUT","path":"/search/documents/:id","operationId":"putDocument","service":"search","access":{"kind":"scopes","all":["write:search"]}},
    {"method":"GET","path":"/secure","operationId":"showSecure","service":"samples","access":{"kind":"scopes","all":["read:reports"]}},
    {"method":"GET","path":"/status/deployment","operationId":"showDeployment","service":null,"access":{"kind":"permissions","all":["read:status"]}},
    {"method":"GET","path":"/status/figures","operationId":"showStatus","service":null,"access":{"kind":"permissions","all":["read:status"]}},
    {"method":"GET","path":"/status/sign-ins","operationId":"showSignIns","service":null,"access":{"kind":"permissions","all":["read:status"]}},
  ],
  services: [
    {"name":"insights","binding":"INSIGHTS"},
    {"name":"payments","binding":"PAYMENTS"},
    {"name":"samples","binding":"SAMPLES"},
    {"name":"search","binding":"SEARCH"},
  ],
  summaries: [
    {"name":"insights","title":"Insights","description":"What payments amount to."},
    {"name":"payments","title":"Payments","description":"Make payments and read them."},
    {"name":"samples","title":"Samples","description":"One public and one scoped route, to try the gateway with."},
    {"name":"search","title":"Search","description":"Full-text search for everybody, over documents that few may write."},
  ],
  scopes: [
    {"service":null,"scopes":["read:status","write:revocations"]},
    {"service":"insights","scopes":["read:insights","read:payments"]},
    {"service":"payments","scopes":["read:payments","write:payments"]},
    {"service":"samples","scopes":["read:reports"]},
    {"service":"search","scopes":["write:search"]},
  ],
  tools: { access: {"kind":"signedIn"}, scopes: ["read:payments"], load: async () => openTools() },
}

// Generated from the contracts by `npm run contracts`. Do not edit.
import type { RouteRow, ServiceScopes, ServiceSummary } from '../route-table.ts'

export const ROUTES: readonly RouteRow[] = [
  {"method":"GET","path":"/","operationId":"showIndex","service":null,"access":{"kind":"anyone"}},
  {"method":"GET","path":"/health","operationId":"showHealth","service":null,"access":{"kind":"anyone"},"rate":"none"},
  {"method":"GET","path":"/ready","operationId":"showReadiness","service":null,"access":{"kind":"anyone"},"rate":"none"},
  {"method":"GET","path":"/public","operationId":"showPublic","service":null,"access":{"kind":"anyone"}},
  {"method":"GET","path":"/me","operationId":"showPrincipal","service":null,"access":{"kind":"signedIn"}},
  {"method":"GET","path":"/secure","operationId":"showSecure","service":null,"access":{"kind":"scopes","all":["read:reports"]}},
  {"method":"GET","path":"/status","operationId":"showStatus","service":null,"access":{"kind":"permissions","all":["read:status"]}},
  {"method":"GET","path":"/auth/login","operationId":"startLogin","service":null,"access":{"kind":"anyone"},"rate":"strict"},
  {"method":"GET","path":"/auth/callback","operationId":"finishLogin","service":null,"access":{"kind":"anyone"}},
  {"method":"GET","path":"/auth/logout","operationId":"logOut","service":null,"access":{"kind":"anyone"}},
  {"method":"POST","path":"/auth/logout","operationId":"submitLogout","service":null,"access":{"kind":"anyone"}},
  {"method":"GET","path":"/auth/session","operationId":"showSession","service":null,"access":{"kind":"anyone"}},
  {"method":"POST","path":"/auth/token","operationId":"takeAccessToken","service":null,"access":{"kind":"anyone"}},
  {"method":"POST","path":"/auth/backchannel-logout","operationId":"acceptBackchannelLogout","service":null,"access":{"kind":"anyone"},"rate":"refusals"},
  {"method":"GET","path":"/payments","operationId":"listPayments","service":"payments","access":{"kind":"scopes","all":["read:payments"]}},
  {"method":"POST","path":"/payments","operationId":"createPayment","service":"payments","access":{"kind":"scopes","all":["write:payments"]}},
  {"method":"GET","path":"/payments/:id","operationId":"getPayment","service":"payments","access":{"kind":"scopes","all":["read:payments"]}},
  {"method":"GET","path":"/payments/:id/receipt","operationId":"getReceipt","service":"payments","access":{"kind":"and","policies":[{"kind":"user"},{"kind":"emailRequired"},{"kind":"scopes","all":["read:payments"]}]}},
  {"method":"GET","path":"/organization/payments","operationId":"listOrganizationPayments","service":"payments","access":{"kind":"and","policies":[{"kind":"organization","any":[]},{"kind":"scopes","all":["read:payments"]}]}},
  {"method":"POST","path":"/payments/:id/refund","operationId":"refundPayment","service":"payments","access":{"kind":"permissions","all":["refund:payments"]},"rate":"strict"},
  {"method":"GET","path":"/search","operationId":"searchDocuments","service":"search","access":{"kind":"anyone"}},
  {"method":"GET","path":"/search/documents","operationId":"exportDocuments","service":"search","access":{"kind":"and","policies":[{"kind":"machine"},{"kind":"scopes","all":["write:search"]}]}},
  {"method":"GET","path":"/search/documents/:id","operationId":"getDocument","service":"search","access":{"kind":"guest"}},
  {"method":"PUT","path":"/search/documents/:id","operationId":"putDocument","service":"search","access":{"kind":"scopes","all":["write:search"]}},
  {"method":"DELETE","path":"/search/documents/:id","operationId":"deleteDocument","service":"search","access":{"kind":"scopes","all":["write:search"]}},
  {"method":"GET","path":"/insights/payments","operationId":"summarizePayments","service":"insights","access":{"kind":"scopes","all":["read:insights","read:payments"]},"rate":"strict"},
  {"method":"GET","path":"/insights/payments/live","operationId":"watchPayments","service":"insights","access":{"kind":"scopes","all":["read:insights","read:payments"]},"rate":"strict"},
  {"method":"GET","path":"/insights/payments.csv","operationId":"exportPayments","service":"insights","access":{"kind":"scopes","all":["read:insights","read:payments"]},"rate":"strict"},
]

export const SERVICE_SUMMARIES: readonly ServiceSummary[] = [
  {"name":"payments","title":"Payments","description":"Make payments, read them, pay them back. Money is counted in whole minor units."},
  {"name":"search","title":"Search","description":"Full-text search that anybody may use, over documents that few may write."},
  {"name":"insights","title":"Insights","description":"What payments amount to: totals, trends, a live view and a table for spreadsheets."},
]

export const SCOPES: readonly ServiceScopes[] = [
  {"service":null,"scopes":["read:reports","read:status"]},
  {"service":"payments","scopes":["read:payments","read:all-payments","write:payments","refund:payments"]},
  {"service":"search","scopes":["write:search"]},
  {"service":"insights","scopes":["read:insights","read:payments"]},
]

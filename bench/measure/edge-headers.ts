// The headers that Cloudflare adds to a request before a Worker sees it. Every target gets them, as it would there.

import { CF_BLOB_HEADER } from '../../tools/workerd/configuration.ts'

/** The headers. */
export const EDGE_HEADERS: Readonly<Record<string, string>> = {
  'CF-Ray': '8f1c2d3e4f5a6b7c-FRA',
  'CF-Connecting-IP': '203.0.113.7',
  'CF-IPCountry': 'DE',
  'CF-Visitor': '{"scheme":"http"}',
  'CDN-Loop': 'cloudflare; loops=1',
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Proto': 'http',
  'X-Real-IP': '203.0.113.7',
  'Accept-Encoding': 'gzip, br',
  'User-Agent': 'bench',
  [CF_BLOB_HEADER]: '{"colo":"FRA","country":"DE"}',
}

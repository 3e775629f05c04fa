-- A handful of documents, so that a first search finds something.
INSERT INTO documents (id, title, text) VALUES
  ('tokens', 'Access tokens', 'An access token says who is asking and what they may do. The gateway checks its signature, issuer, audience and age before a request goes any further. Send it in the Authorization header; a token in the query is never read.'),
  ('scopes', 'Scopes and permissions', 'A scope is what an application asked for and was granted. A permission is what the tenant has assigned to somebody, asked for or not. Each route says which of the two it demands.'),
  ('payments', 'Making a payment', 'A payment has an amount in minor units, a currency and a description. Send an Idempotency-Key with it, and the same request can be sent again without paying twice.'),
  ('refunds', 'How a refund works', 'A refund pays back all or a part of a payment, once. Staff with the permission refund:payments may refund the payment of anybody.'),
  ('keys', 'Signing keys', 'The keys of the tenant are kept in memory and refreshed behind the scenes. When a tenant rotates its keys, requests go on without a pause. When no key can be had, the answer is 503 and never 401.'),
  ('problems', 'When a request is refused', 'Every refusal is a problem document with a stable code: token_expired, scope_missing, request_invalid. Its request id leads to the log.'),
  ('machines', 'Machines and agents', 'An application without a user asks for a token with its client id and secret. An agent of the tenant has an identity of its own. Both meet the same scopes and permissions as people do.');

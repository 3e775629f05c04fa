-- The order of a list is the order of insertion: `seq` is never used twice, and no two payments share one.
CREATE TABLE payments (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  idempotency_key TEXT,
  amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  description TEXT,
  created_at TEXT NOT NULL,
  refund_amount INTEGER CHECK (refund_amount BETWEEN 1 AND amount),
  refunded_at TEXT,
  CHECK ((refund_amount IS NULL) = (refunded_at IS NULL)),
  -- NULLs are distinct: payments without a key never meet.
  UNIQUE (owner, idempotency_key)
) STRICT;

CREATE INDEX payments_by_owner ON payments (owner, seq);

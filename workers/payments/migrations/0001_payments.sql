CREATE TABLE payments (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  idempotency_key TEXT,
  amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  created_at TEXT NOT NULL,
  -- NULLs are distinct: payments without a key never meet.
  UNIQUE (owner, idempotency_key)
) STRICT;

CREATE INDEX payments_by_owner ON payments (owner, seq);

-- The order of a list is the order of insertion: `seq` is never used twice.
CREATE TABLE "sample_things" (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE documents (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  -- 1 for a new document, more for one that was replaced.
  revision INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The index holds no copy of the documents; the triggers keep it in step with them.
CREATE VIRTUAL TABLE documents_index USING fts5 (
  title,
  text,
  content = 'documents',
  content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER documents_inserted AFTER INSERT ON documents BEGIN
  INSERT INTO documents_index (rowid, title, text) VALUES (new.number, new.title, new.text);
END;

CREATE TRIGGER documents_deleted AFTER DELETE ON documents BEGIN
  INSERT INTO documents_index (documents_index, rowid, title, text)
  VALUES ('delete', old.number, old.title, old.text);
END;

CREATE TRIGGER documents_updated AFTER UPDATE ON documents BEGIN
  INSERT INTO documents_index (documents_index, rowid, title, text)
  VALUES ('delete', old.number, old.title, old.text);
  INSERT INTO documents_index (rowid, title, text) VALUES (new.number, new.title, new.text);
END;

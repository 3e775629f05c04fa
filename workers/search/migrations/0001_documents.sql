CREATE VIRTUAL TABLE documents USING fts5 (id UNINDEXED, title, text, tokenize = 'porter');

-- So that a first search finds something.
INSERT INTO documents (id, title, text) VALUES
  ('tokens', 'Access tokens', 'An access token says who is asking and what they may do.'),
  ('scopes', 'Scopes', 'A scope is what an application asked for and was granted.');

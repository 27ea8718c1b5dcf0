#!/bin/sh
# zarrita looks for the index of a shard at the end of the file, whatever `index_location` says. Of a shard whose index is at the start,
# which zarr-python writes on request and the specification allows, it takes the last bytes of data for the index. Mostly those make no
# sense and reading fails, with an error about something else; where the data end with -1, they say that there is no chunk at all, and the
# whole array comes back as its fill value without a word. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$folder/python" zarr==3.1.6 numpy
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . zarrita@0.7.5 @zarrita/storage@0.2.0
PYTHONPATH="$folder/python" python3 - <<'PY' | tee python.txt
import zarr
from zarr.codecs import BytesCodec, ShardingCodec

for place in ('start', 'end'):
    codec = ShardingCodec(chunk_shape=(12,), codecs=[BytesCodec()], index_location=place)
    array = zarr.create_array(place, shape=(24,), chunks=(24,), dtype='int32', fill_value=0, serializer=codec, compressors=None)
    array[:] = [7] * 12 + [-1] * 12
    print(f'{place}:', *zarr.open_array(place, mode='r')[:])
PY
cat > read.mjs <<'JS'
import { FileSystemStore } from '@zarrita/storage';
import * as zarr from 'zarrita';
for (const place of ['start', 'end']) {
  const array = await zarr.open(zarr.root(new FileSystemStore(`${process.cwd()}/${place}`)), { kind: 'array' });
  console.log(`${place}: ${(await zarr.get(array)).data.join(' ')}`);
}
JS
echo 'by zarr-python 3.1.6; by zarrita 0.7.5:'
node read.mjs | tee zarrita.txt
grep -qx 'start: 7 7 7 7 7 7 7 7 7 7 7 7 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1' python.txt
grep -qx 'start: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0' zarrita.txt
[ "$(grep end python.txt)" = "$(grep end zarrita.txt)" ]

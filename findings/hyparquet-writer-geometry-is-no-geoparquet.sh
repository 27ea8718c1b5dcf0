#!/bin/sh
# A column that hyparquet-writer writes as GEOMETRY has Parquet's own geometry type, but the file has no key "geo" and so is not GeoParquet 1:
# geopandas refuses it. Adding the key by `kvMetadata` is left to the caller. Read back by hyparquet without either, well-known binary written as
# BYTE_ARRAY comes as text: bytes that are not UTF-8 are replaced and lost, unless `utf8: false` is given. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action ignore --only-binary :all: --target "$folder/python" geopandas==1.2.0 pyarrow==26.0.1
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . hyparquet-writer@0.17.0 hyparquet@1.31.5
cat > try.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { geojsonToWkb, parquetWriteBuffer } from 'hyparquet-writer';
const data = [{ type: 'Point', coordinates: [7.6, 46.95] }];
const geo = { version: '1.1.0', primary_column: 'geometry', columns: { geometry: { encoding: 'WKB', geometry_types: [] } } };
const kvMetadata = [{ key: 'geo', value: JSON.stringify(geo) }];
const write = (options) => parquetWriteBuffer(options);
const binary = data.map(geojsonToWkb);
const columns = [{ name: 'geometry', data, type: 'GEOMETRY' }];
writeFileSync('plain.parquet', Buffer.from(write({ columnData: columns })));
writeFileSync('key.parquet', Buffer.from(write({ columnData: columns, kvMetadata })));
const file = write({ columnData: [{ name: 'geometry', data: binary, type: 'BYTE_ARRAY' }] });
const [text] = await parquetReadObjects({ file });
const [bytes] = await parquetReadObjects({ file, utf8: false });
const same = Buffer.compare(Buffer.from(text.geometry), Buffer.from(binary[0])) === 0;
console.log(`hyparquet 1.31.5: BYTE_ARRAY is a ${typeof text.geometry}, the same bytes: ${same}`);
console.log(`with utf8: false the same bytes: ${Buffer.compare(Buffer.from(bytes.geometry), Buffer.from(binary[0])) === 0}`);
JS
node try.mjs | tee hyparquet.txt
PYTHONPATH="$folder/python" python3 - <<'PY' | tee geopandas.txt
import geopandas

for name in ('plain', 'key'):
    try:
        print(f'geopandas {geopandas.__version__}, {name}:', *geopandas.read_parquet(f'{name}.parquet').geometry)
    except ValueError as error:
        print(f'geopandas {geopandas.__version__}, {name}: refused:', str(error).splitlines()[0])
PY
grep -q 'a string, the same bytes: false' hyparquet.txt
grep -q 'utf8: false the same bytes: true' hyparquet.txt
grep -q 'plain: refused: Missing geo metadata' geopandas.txt
grep -q 'key: POINT (7.6 46.95)' geopandas.txt

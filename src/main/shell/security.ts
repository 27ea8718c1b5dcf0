import type { App, Session, WebContents, WebPreferences } from 'electron';

/** Prevents pages from navigating away, opening windows and embedding other pages (electronjs.org, Security). */
export function denyNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    // WebRTC ignores the content security policy. This confines it to the session's proxy, which is not there.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
}

/** What every window's page is denied (electronjs.org, Security). */
export const sandboxed = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false,
} as const;

/** Preferences of a window whose page also has no scripts and a separate session. */
export const locked = (session: Session): WebPreferences => ({ ...sandboxed, session, javascript: false });

/** A proxy that does not answer: a reserved port on this computer. */
const NOWHERE = '127.0.0.1:1';

/**
 * Locks a session: its pages have no browser permissions but those named, reach no server and download nothing
 * (electronjs.org, Security).
 * @param allowed e.g. `clipboard-sanitized-write`, which allows copying text; reading the clipboard is a separate one
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
  // Every request is sent to a proxy that is not there. By default Chromium bypasses the proxy for loopback.
  void session.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' });
}

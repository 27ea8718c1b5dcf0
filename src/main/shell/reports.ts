import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { BrowserWindow, session, type Session } from 'electron';
import { serveFolder, urlOf } from './page';
import { denyPermissions } from './security';

/** A report is text, tables and pictures in one file: it may run and fetch nothing. */
const REPORT_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HOST = 'report';

/**
 * Windows that show reports. The engine writes a report into the shell's own folder; the page names the file, and can have
 * no other file shown or opened. The window has no script, no preload, no network and a session of its own.
 */
export class Reports {
  private readonly session: Session = session.fromPartition(HOST);
  private readonly windows = new Set<BrowserWindow>();

  /** @param folder where reports that are shown lie; what lay there before is removed */
  constructor(readonly folder: string) {
    rmSync(folder, { recursive: true, force: true });
    denyPermissions(this.session);
    serveFolder(this.session, folder, REPORT_POLICY);
  }

  /** Shows a report of the folder, of which only the file's name counts. */
  async show(path: string): Promise<void> {
    const window = new BrowserWindow({
      width: 960,
      height: 900,
      title: 'Report',
      backgroundColor: '#ffffff',
      webPreferences: {
        session: this.session,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        javascript: false,
        spellcheck: false,
      },
    });
    window.removeMenu();
    this.windows.add(window);
    window.once('closed', () => {
      this.windows.delete(window);
    });
    try {
      await window.loadURL(urlOf(HOST, basename(path)));
    } catch (error) {
      window.close();
      throw error;
    }
  }

  close(): void {
    for (const window of this.windows) window.close();
  }
}

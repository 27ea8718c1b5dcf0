import { dialog, Notification, type BrowserWindow } from 'electron';
import type { EndedWork, RunningWork, WorkEnd } from '../../shared/window/work';

const stopButtons: Record<WorkEnd, string> = { close: 'Close', leave: 'Leave project' };

const becomes: Record<RunningWork['tasks'][number]['whenStopped'], string> = {
  'goes on': 'resumes next time',
  'starts again': 'starts again next time',
  ends: 'is cancelled',
};

/** Electron shows a value above 1 as indeterminate progress, and hides the bar for a negative one. */
const UNKNOWN = 2;
const NONE = -1;

/** A window's running work: its progress in the taskbar, notification of its end, and confirmation before it is stopped. */
export class Work {
  private running: RunningWork = { tasks: [], share: null };
  private asking = false;

  constructor(private readonly window: BrowserWindow) {
    window.on('close', this.onClose);
  }

  /** Updates the running work. */
  show(running: RunningWork): void {
    this.running = running;
    const { tasks, share } = running;
    this.window.setProgressBar(tasks.length === 0 ? NONE : (share ?? UNKNOWN));
  }

  /** Announces that a long task ended, by a notification and in the taskbar, unless the window has the focus. */
  reportEnd({ title, text }: EndedWork): void {
    if (this.window.isFocused()) return;
    this.window.flashFrame(true);
    this.window.once('focus', () => {
      this.window.flashFrame(false);
    });
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body: text });
    notification.on('click', () => {
      if (this.window.isMinimized()) this.window.restore();
      this.window.focus();
    });
    notification.show();
  }

  /** Asks the user whether the work may be stopped; true where there is none. */
  async mayStop(end: WorkEnd): Promise<boolean> {
    const { tasks } = this.running;
    if (tasks.length === 0) return true;
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'question',
      message: 'Work is in progress',
      detail: tasks.map(({ title, whenStopped }) => `“${title}” ${becomes[whenStopped]}.`).join('\n'),
      buttons: [stopButtons[end], 'Keep working'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  }

  private readonly onClose = (event: { preventDefault: () => void }): void => {
    if (this.running.tasks.length === 0) return;
    event.preventDefault();
    if (this.asking) return;
    this.asking = true;
    void this.mayStop('close').then((may) => {
      this.asking = false;
      if (!may) return;
      this.window.off('close', this.onClose);
      this.window.close();
    });
  };
}

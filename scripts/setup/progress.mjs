const heartbeatMs = 15_000;

/**
 * Shows one step on stderr: on a terminal a line that is rewritten every second, elsewhere (a log) a line when
 * the work changes and one every 15 seconds, so that a long step is never silent.
 */
export class Progress {
  #title;
  #startMs = Date.now();
  #work = '';
  #amount = '';
  #shownMs = 0;
  #timer;

  /** @param {string} title - the step's name, e.g. `[2/5] TensorFlow`. */
  constructor(title) {
    this.#title = title;
    this.#timer = setInterval(() => this.#tick(), 1000);
    this.#timer.unref();
  }

  /**
   * Sets the current work.
   *
   * @param {string} work - e.g. `downloading tensorflow-cpu 2.21.0`.
   */
  say(work) {
    if (work === this.#work) return;
    this.#work = work;
    this.#amount = '';
    this.#show();
  }

  /**
   * Sets the progress of the current work; shown with the next tick.
   *
   * @param {string} amount - e.g. `120 of 274 MB, 44 %`.
   */
  amount(amount) {
    this.#amount = amount;
  }

  /**
   * Prints a line that stays.
   *
   * @param {string} text
   */
  note(text) {
    this.#clear();
    process.stderr.write(`${this.#title}: ${text}\n`);
  }

  /**
   * Ends the step.
   *
   * @param {string} text - how it ended.
   */
  end(text) {
    clearInterval(this.#timer);
    this.note(`${text} (${formatSeconds(Date.now() - this.#startMs)})`);
  }

  #tick() {
    if (process.stderr.isTTY || Date.now() - this.#shownMs >= heartbeatMs) this.#show();
  }

  #show() {
    this.#shownMs = Date.now();
    const details = [this.#amount, formatSeconds(Date.now() - this.#startMs)].filter((part) => part !== '');
    const line = `${this.#title}: ${this.#work} (${details.join(', ')})`;
    if (process.stderr.isTTY)
      process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    else process.stderr.write(`${line}\n`);
  }

  #clear() {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
  }
}

/**
 * @param {number} durationMs
 * @returns {string} e.g. `4 s` or `2 min 05 s`.
 */
export function formatSeconds(durationMs) {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/**
 * @param {number} doneBytes
 * @param {number} [totalBytes]
 * @returns {string} e.g. `120 of 274 MB, 44 %`, or `120 MB` when the total is unknown.
 */
export function formatBytes(doneBytes, totalBytes) {
  const done = Math.round(doneBytes / 1e6);
  if (totalBytes === undefined || totalBytes === 0) return `${done} MB`;
  const percent = Math.min(100, Math.floor((100 * doneBytes) / totalBytes));
  return `${done} of ${Math.round(totalBytes / 1e6)} MB, ${percent} %`;
}

/** A set-up step that could not be done, with what the user can do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message - what failed, in a sentence or two.
   * @param {string[]} [waysOut] - what the user can try, one thing each.
   * @param {string} [output] - the end of what the failing command printed.
   */
  constructor(message, waysOut = [], output = '') {
    super(message);
    this.name = 'SetupError';
    this.waysOut = waysOut;
    this.output = output;
  }
}

/**
 * @param {unknown} error
 * @returns {string} the text to show: message, output of the failed command, ways out.
 */
export function describeFailure(error) {
  if (!(error instanceof SetupError)) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const parts = [error.message];
  if (error.output !== '') parts.push(indent(error.output, '  | '));
  if (error.waysOut.length > 0) {
    parts.push('What you can do:', ...error.waysOut.map((way) => `  - ${way}`));
  }
  return parts.join('\n');
}

/**
 * @param {string} text
 * @param {string} by
 */
function indent(text, by) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => by + line)
    .join('\n');
}

import { z } from 'zod';

/**
 * What is wrong with a value, as a sentence for its user; a schema's own message comes first. Importing this file makes all schemas
 * speak so, in place of the validator's words.
 */
function sentenceOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null
        ? 'It is missing.'
        : `It must be ${typeNames[issue.expected] ?? 'of another kind'}.`;
    case 'too_small':
      if (issue.minimum === 1 && typeof issue.input === 'string') return 'It is empty.';
      return `It must be ${issue.inclusive === false ? `more than ${issue.minimum}` : `${issue.minimum} or more`}${countedOf(issue.origin)}.`;
    case 'too_big':
      return `It must be ${issue.inclusive === false ? `less than ${issue.maximum}` : `at most ${issue.maximum}`}${countedOf(issue.origin)}.`;
    case 'not_multiple_of':
      return `It must be a multiple of ${issue.divisor}.`;
    case 'invalid_value':
      return `It must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}.`;
    case 'unrecognized_keys':
      return `${issue.keys.join(', ')}: this is not known here.`;
    default:
      return 'It is not of a form that is understood.';
  }
}

const typeNames: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const counted: Readonly<Record<string, string>> = { string: ' characters', array: ' in number' };
const countedOf = (origin: string): string => counted[origin] ?? '';

z.config({ localeError: sentenceOf });

/** All that is wrong with a value, each with the name of its part: `band: It must be 0 or more.` */
export function saidOf({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join(' ');
}

import { z } from 'zod';

/** A column that holds JSON: its text is read as such, and what it says is parsed by a schema. */
export const json = <T>(schema: z.ZodType<T>): z.ZodType<T> =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('It is not JSON.');
        return z.NEVER;
      }
    })
    .pipe(schema);

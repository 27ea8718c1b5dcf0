import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';

/**
 * A file of a model's folder.
 * @param limit maximum size in bytes; larger files are not read
 * @throws Error saying what is wrong, as the second half of a sentence
 */
export async function readPart(path: string, limit: number): Promise<Uint8Array> {
  const name = basename(path);
  const about = await stat(path).catch((error: unknown) => {
    throw new Error(`${name} is missing or cannot be read`, { cause: error });
  });
  if (!about.isFile()) throw new Error(`${name} is not a file`);
  if (about.size > limit) throw new Error(`${name} has ${about.size} bytes instead of at most ${limit}`);
  return readFile(path).catch((error: unknown) => {
    throw new Error(`${name} cannot be read`, { cause: error });
  });
}

/**
 * Parses JSON.
 * @param name the file's, for messages
 * @throws Error saying what is wrong, as the second half of a sentence
 */
export function parseJson<T>(bytes: Uint8Array, name: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new Error(`${name} is not JSON`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${name} is not as expected (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`);
}

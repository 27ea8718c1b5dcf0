import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

const root = join(import.meta.dirname, '../../fixtures');

/** Path of a fixture. */
export const fixture = (name: string): string => join(root, name);

/** A JSON fixture, checked. */
export const jsonFixture = <T>(name: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(readFileSync(fixture(name), 'utf8')));

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const path = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/reference/${name}`, import.meta.url));

/** A JSON file of test/fixtures/reference. */
export const reference = <T>(name: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(readFileSync(path(name), 'utf8')));

/** A binary file of test/fixtures/reference. */
export function referenceBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path(name)));
}

/** The encoder's tensors as PyTorch names them, and the embeddings that it gives for `patches`. */
export const torchEncoder = z.object({
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.number()), offset: z.number() })),
  embeddings: z.array(z.array(z.number())),
});

export const patches = z.object({ patches: z.array(z.object({ values: z.array(z.number()) })) });

export const svm = z.object({
  X: z.array(z.array(z.number())),
  y: z.array(z.number()),
  gammaScale: z.number(),
  decision1: z.array(z.number()),
  decision2: z.array(z.number()),
});

const sigmoid = z.object({ a: z.number(), b: z.number() });
export const platt = z.object({ decision1: sigmoid, decision2: sigmoid });

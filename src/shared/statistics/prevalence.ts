import type { Sigmoid } from './platt';

/**
 * A sigmoid that was fitted where a share of the samples is of the class, for ground where another share is: with the odds of the
 * one share to those of the other, all odds change (Saerens, Latinne & Decaestecker 2002, Neural Computation 14:21-41, equation 4,
 * where the priors are known).
 * @param fitted @param there shares of the class, within 0..1
 */
export function atPrevalence({ a, b }: Sigmoid, fitted: number, there: number): Sigmoid {
  return { a, b: b - Math.log((there * (1 - fitted)) / ((1 - there) * fitted)) };
}

import type { Sigmoid } from './platt';

/**
 * Adapts a sigmoid that was fitted at one prevalence of the class to another prevalence: all odds are multiplied by the ratio of
 * the prevalences' odds (Saerens, Latinne & Decaestecker 2002, Neural Computation 14:21-41, equation 4,
 * where the priors are known).
 * @param fitted @param there shares of the class, within 0..1
 */
export function atPrevalence({ a, b }: Sigmoid, fitted: number, there: number): Sigmoid {
  return { a, b: b - Math.log((there * (1 - fitted)) / ((1 - there) * fitted)) };
}

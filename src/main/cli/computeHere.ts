import { computeContract } from '../../shared/contract/compute';
import { computeHandlers } from '../compute/handlers';
import { servedHere, type ServedHere } from './servedHere';

/**
 * Starts compute in this process, connected as in the app.
 * @param threads that it computes with; default: all of the machine's
 */
export const computeHere = (
  onBug: (error: unknown, where: string) => void,
  threads?: number,
): ServedHere<typeof computeContract> => servedHere(computeContract, computeHandlers(threads), onBug);

import type { computeContract } from '../../../shared/contract/compute';
import type { Client } from '../../../shared/rpc/contract';

/** What embeds, in whichever process it runs. */
export type GridCompute = Client<typeof computeContract>;

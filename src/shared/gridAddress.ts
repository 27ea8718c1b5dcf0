import { z } from 'zod';

/** Options that the address of a grid may have: how the connection is secured. Others could name another host than is seen. */
export const GRID_OPTIONS: readonly string[] = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'];

/** Names of an address's options. */
const optionsOf = (address: string): string[] => [
  ...new URLSearchParams(/\?(.*)$/.exec(address)?.[1] ?? '').keys(),
];

/** A place of data that the database of a grid may state: an absolute folder, also on another computer, a server or a bucket. */
export const gridPlace = z
  .string()
  .regex(
    /^(\/|[a-z]:[\\/]|\\\\|(s3|https?):\/\/[^\s/?#])[^\n\r]*$/i,
    'This is neither a folder nor an address.',
  );

/** The address of a grid as people type it: without a password, which would be seen. */
export const gridAddress = z
  .string()
  .regex(
    /^postgres(ql)?:\/\/([^\s:@/]+@)?(\[[0-9a-fA-F:]+\]|[^\s:@/?#[\]]+)(:\d{1,5})?\/[^\s/?#]+(\?\S*)?$/,
    'The address of a grid is postgres://USER@HOST/DATABASE, without a password.',
  )
  .refine((address) => !/[?&]password=/i.test(address), 'Give the password in its own field.')
  .refine(
    (address) => optionsOf(address).every((option) => GRID_OPTIONS.includes(option)),
    `The address of a grid has no options but ${GRID_OPTIONS.join(', ')}.`,
  );

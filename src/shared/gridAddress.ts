import { z } from 'zod';

/** The address of a grid as people type it: without a password, which would be seen. */
export const gridAddress = z
  .string()
  .regex(
    /^postgres(ql)?:\/\/([^\s:@/]+@)?(\[[0-9a-fA-F:]+\]|[^\s:@/?#[\]]+)(:\d{1,5})?\/[^\s/?#]+(\?\S*)?$/,
    'The address of a grid is postgres://USER@HOST/DATABASE, without a password.',
  )
  .refine((address) => !/[?&]password=/i.test(address), 'Give the password in its own field.');

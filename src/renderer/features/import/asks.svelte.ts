/** A question that an import has for its user. */
export type Ask =
  | { readonly kind: 'crs' | 'band'; readonly paths: readonly string[]; readonly error: string }
  | { readonly kind: 'labels'; readonly path: string }
  | { readonly kind: 'download' };

/** The question that is open now. */
export const asks = $state<{ value: Ask | null }>({ value: null });

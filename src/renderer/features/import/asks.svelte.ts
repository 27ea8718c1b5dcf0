/** A question that an import has for its user. */
export type Ask =
  | {
      readonly kind: 'crs' | 'band';
      readonly paths: readonly string[];
      readonly error: string;
      /** What follows once the terrain is there. */
      readonly then: () => void;
    }
  | { readonly kind: 'labels'; readonly paths: readonly string[] }
  | { readonly kind: 'download' };

/** The question that is open now. */
export const asks = $state<{ value: Ask | null }>({ value: null });

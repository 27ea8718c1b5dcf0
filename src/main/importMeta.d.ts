/** What Vite replaces when it builds. */
interface ImportMeta {
  /**
   * One export of each module that a pattern matches, by path. That it is a `Part` is checked by a rule in `eslint.config.mjs`.
   * @param pattern relative to the module
   */
  glob<Part>(
    pattern: string,
    options: { readonly eager: true; readonly import: string },
  ): Record<string, Part>;
}

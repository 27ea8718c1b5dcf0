/** What the panel shows: what can be done and was done, the form of an experiment, or what one found. */
type Page =
  | { readonly at: 'overview' }
  | { readonly at: 'form' }
  | { readonly at: 'findings'; readonly experimentId: number };

/** The panel's page; it outlives the panel. */
class PageState {
  current = $state.raw<Page>({ at: 'overview' });

  toOverview = (): void => {
    this.current = { at: 'overview' };
  };
}

export const page = new PageState();

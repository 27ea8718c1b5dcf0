import { project } from '../../state/workbench.svelte';

/** What the panel shows: what can be done and was done, the form of an experiment, or what one found. */
type Page =
  | { readonly at: 'overview' }
  | { readonly at: 'form' }
  | { readonly at: 'findings'; readonly experimentId: number };

/** The panel's page; it outlives the panel. */
class PageState {
  private shown = $state.raw<{ readonly path: string | undefined; readonly page: Page }>({
    path: undefined,
    page: { at: 'overview' },
  });
  /** What one project found is not in another. */
  readonly current: Page = $derived.by(() =>
    this.shown.path === project.info?.path ? this.shown.page : { at: 'overview' },
  );

  show(page: Page): void {
    this.shown = { path: project.info?.path, page };
  }

  toOverview = (): void => {
    this.show({ at: 'overview' });
  };
}

export const page: Readonly<PageState> = new PageState();

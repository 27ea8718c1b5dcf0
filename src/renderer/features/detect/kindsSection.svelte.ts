/** The section that compares kinds of heads, as commands reach it. */
class KindsSection {
  /** Whether it is to be shown next. */
  wanted = $state(false);

  show(): void {
    this.wanted = true;
  }

  shown(): void {
    this.wanted = false;
  }
}

export const kindsSection: Readonly<KindsSection> = new KindsSection();

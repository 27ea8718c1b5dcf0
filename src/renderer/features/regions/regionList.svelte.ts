/** What the list of regions shows beside them. */
class RegionList {
  /** The region whose name is being changed; null: none. */
  renaming = $state<number | null>(null);

  rename(regionId: number | null): void {
    this.renaming = regionId;
  }
}

export const regionList: Readonly<RegionList> = new RegionList();

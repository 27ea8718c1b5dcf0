import { project, sketch, view } from '../../state/workbench.svelte';
import { IN_VIEW, regionOf, type RegionChoice } from '../regions/regionChoice';
import { fittingScale, mapOnPaper, middleOf, type MapOnPaper } from './mapOnPaper';
import { pageLayout, type Orientation, type PaperId } from './paper';

/** Graticule or grid across the map: none, degrees, or the grid of a projected CRS. */
export type LinesAcross = 'none' | 'degrees' | 'grid';

/** Whether lines and detections of a page are there, or what it lacks. */
type Drawn = boolean | { readonly lacks: string; readonly problem: string };

/** The page with a map that is prepared; it is kept while it is put away. */
export class Printing {
  open = $state(false);
  /** What the user called it; null: the project's name. */
  chosenTitle = $state<string | null>(null);
  paper = $state<PaperId>('a4');
  orientation = $state<Orientation>('landscape');
  /** What the map shows. */
  place = $state.raw<RegionChoice>(IN_VIEW);
  /** 50,000 for 1:50,000; null: the largest usual one at which the place fits. */
  chosenScale = $state<number | null>(null);
  lines = $state<LinesAcross>('degrees');
  /** Whether what the page as it is has to ask for is there, still to come, or what is not and why. */
  drawn = $state.raw<Drawn>(true);
  /** Whether a file is being written. */
  writing = $state(false);
  /** How many pieces of its map are drawn; null: it is not drawn at the moment. */
  pieces = $state.raw<{ readonly done: number; readonly of: number } | null>(null);

  readonly title = $derived(this.chosenTitle ?? project.info?.name ?? '');
  readonly layout = $derived(pageLayout(this.paper, this.orientation));
  /** Null before there is anything to show. */
  readonly map = $derived.by((): MapOnPaper | null => {
    const box = regionOf(this.place) ?? view.extent;
    if (box === null || project.terrain === null) return null;
    const scale = this.chosenScale ?? fittingScale(box, this.layout.map);
    return mapOnPaper(this.layout.map, middleOf(box), scale);
  });
  /** Whether the user draws the place on the map, which the page then does not hide. */
  readonly drawing = $derived(sketch.drawing?.label === PLACE);

  start(): void {
    this.open = true;
  }

  close(): void {
    if (this.drawing) sketch.draw(null);
    this.open = false;
  }

  choosePlace(place: RegionChoice): void {
    this.place = place;
  }

  name(title: string): void {
    this.chosenTitle = title;
  }

  choosePaper(paper: PaperId): void {
    this.paper = paper;
  }

  turn(orientation: Orientation): void {
    this.orientation = orientation;
  }

  /** @param scale 50,000 for 1:50,000; null: as large as fits */
  chooseScale(scale: number | null): void {
    this.chosenScale = scale;
  }

  drawLines(lines: LinesAcross): void {
    this.lines = lines;
  }

  tell(drawn: Drawn): void {
    this.drawn = drawn;
  }

  /** Keeps how many pieces of the map are drawn. */
  readonly countPieces = (done: number, of: number): void => {
    this.pieces = { done, of };
  };

  /** Writes a file, one at a time. */
  async write(work: () => Promise<unknown>): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    try {
      await work();
    } finally {
      this.writing = false;
      this.pieces = null;
    }
  }
}

/** What the field of the place is called. */
export const PLACE = 'Place on the page';

export const printing: Readonly<Printing> = new Printing();

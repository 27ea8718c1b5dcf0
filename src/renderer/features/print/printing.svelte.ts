import type { LonLatBox } from '../../../shared/geo/lonLat';
import { project, sketch, view } from '../../state/workbench.svelte';
import { boxAround } from '../experiments/boxes';
import { fittingScale, mapOnPaper, middleOf, type MapOnPaper } from './mapOnPaper';
import { pageLayout, type Orientation, type PaperId } from './paper';

/** Graticule or grid across the map: none, degrees, or the grid of a projected CRS. */
export type LinesAcross = 'none' | 'degrees' | 'grid';

/** The page with a map that is prepared; it is kept while it is put away. */
export class Printing {
  open = $state(false);
  /** What the user called it; null: the project's name. */
  chosenTitle = $state<string | null>(null);
  paper = $state<PaperId>('a4');
  orientation = $state<Orientation>('landscape');
  /** What the map shows; null: what the window's map does. */
  box = $state.raw<LonLatBox | null>(null);
  /** 50,000 for 1:50,000; null: the largest usual one at which the place fits. */
  chosenScale = $state<number | null>(null);
  lines = $state<LinesAcross>('degrees');
  /** Whether a file is being written. */
  writing = $state(false);

  readonly title = $derived(this.chosenTitle ?? project.info?.name ?? '');
  readonly layout = $derived(pageLayout(this.paper, this.orientation));
  /** Null before there is anything to show. */
  readonly map = $derived.by((): MapOnPaper | null => {
    const box = this.box ?? view.extent;
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

  /** Lets the user draw on the map what the page shows; again: ends that. */
  drawPlace(): void {
    view.useTool('select');
    const onDrawn = (corners: Parameters<typeof boxAround>[0][number][]): void => {
      sketch.draw(null);
      this.box = boxAround(corners);
    };
    sketch.draw(this.drawing ? null : { shape: 'box', label: PLACE, onDrawn });
  }

  /** Shows what the window's map shows from now on. */
  followView(): void {
    this.box = null;
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

  /** Writes a file, one at a time. */
  async write(work: () => Promise<unknown>): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    try {
      await work();
    } finally {
      this.writing = false;
    }
  }
}

/** What is drawn on the map for the page. */
const PLACE = 'Place on the page';

export const printing: Readonly<Printing> = new Printing();

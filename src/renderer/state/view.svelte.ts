import type { EastNorth } from '../../shared/geo/coordinates';
import type { LonLat, LonLatBox } from '../../shared/geo/lonLat';
import type { Winner } from '../../shared/labels/classMap';
import type { PanelId } from '../../shared/window/panels';
import type { ProjectView, RadiiShown } from '../../shared/window/projectView';

/** What a click on the map does. */
export type Tool =
  'select' | 'positive' | 'negative' | 'area' | 'no-area' | 'retrieve' | 'unlike' | 'measure' | 'profile';

/** What layers that are looked up draw at a place. */
export interface Drawn {
  /** Code of the landform (src/shared/terrain/landforms.ts), 0 for none. */
  readonly landform: number;
  /** The likeliest class of the class map, whatever the threshold; null where none is drawn. */
  readonly winner: Winner | null;
}

export const nothingDrawn: Drawn = { landform: 0, winner: null };

/** What is under the pointer, or was when it left the map. */
export interface Pointer extends LonLat, Drawn {
  readonly elevationM: number | null;
  /** The place in the CRS of the finest DTM. */
  readonly inCrs: EastNorth | null;
}

/** Where the map is to go: a box, a place, or a number of zoom steps nearer. */
export type MapTarget =
  | { readonly box: [number, number, number, number] }
  | { readonly centre: LonLat }
  | { readonly zoomSteps: number };

/** The radius nearest to one by their ratio; the finest for 0, the one itself where there are none. */
function nearestRadius(wantedM: number, radiiM: readonly number[]): number {
  const offBy = (radiusM: number): number => Math.abs(Math.log(radiusM / wantedM));
  return radiiM.reduce(
    (best, radiusM) => (offBy(radiusM) < offBy(best) ? radiusM : best),
    radiiM[0] ?? wantedM,
  );
}

/** How the window shows the project: tools, scale, what is selected, and where the map is. */
export class ViewState {
  tool = $state<Tool>('select');
  /** Whether clicks draw a line. */
  readonly drawsLine = $derived(this.tool === 'measure' || this.tool === 'profile');
  /** Whether keys move the map now, and Enter clicks its middle, which is marked by a cross. */
  byKeys = $state(false);
  /** What the tools for areas draw. */
  areaShape = $state<'polygon' | 'box'>('polygon');
  /** The selected area: the map makes it stand out. */
  areaId = $state<number | null>(null);
  panel = $state<PanelId>('detect');
  activeClassId = $state('peak');
  private chosenM = $state(0);
  /** Current radius, metres: of those there are, the one nearest to what was chosen; 0 before one is known. */
  readonly radiusM: number = $derived.by(() => nearestRadius(this.chosenM, this.radiiM()));
  radiiShown = $state<RadiiShown>('one');
  /** Finest and widest radius of the range, metres. */
  rangeM = $state.raw<readonly [number, number]>([0, Infinity]);
  /** Class whose probability map is shown; null shows none. */
  probabilityClassId = $state<string | null>(null);
  /** Detections below it are left out at once; the engine then detects again. */
  threshold = $state(0.5);
  overlaysHidden = $state(false);
  queries = $state.raw<readonly LonLat[]>([]);
  /** Places that look-alikes must not be like. */
  unlike = $state.raw<readonly LonLat[]>([]);
  pointer = $state.raw<Pointer | null>(null);
  retrievalId = $state<number | null>(null);
  /** Heads whose comparison is shown: the map shows the second less the first; null shows none. */
  comparison = $state.raw<readonly [number, number] | null>(null);
  /** The part of the Earth that the map shows, lon/lat degrees. */
  extent = $state.raw<LonLatBox | null>(null);
  /** Middle of the map, and its zoom; null before the map has shown anything. */
  middle = $state.raw<Pick<ProjectView, 'centre' | 'zoom'> | null>(null);
  /** Size on the ground of a pixel in the middle of the map, metres. */
  pixelM = $state(0);
  /** The selected place, clicked or searched for: the map marks it, and the Point panel is about it. */
  mark = $state.raw<LonLat | null>(null);
  /** Draws the map as a PNG; null while there is no map. */
  takePicture: (() => Promise<Uint8Array>) | null = null;
  /** Where the map should go next; the map clears it. */
  target = $state.raw<MapTarget | null>(null);

  /**
   * @param radiiM those that can be chosen, metres, ascending
   * @param onTool called when another tool was taken
   */
  constructor(
    private readonly radiiM: () => readonly number[],
    private readonly onTool: (tool: Tool) => void,
  ) {}

  /** Forgets what belongs to the project that is left. */
  leaveProject(): void {
    this.queries = [];
    this.unlike = [];
    this.pointer = null;
    this.retrievalId = null;
    this.comparison = null;
    this.mark = null;
    this.areaId = null;
    this.probabilityClassId = null;
  }

  useTool(tool: Tool): void {
    this.tool = tool;
    this.onTool(tool);
  }

  /** Takes a tool, or puts it away where it is used. */
  toggleTool(tool: Tool): void {
    this.useTool(this.tool === tool ? 'select' : tool);
  }

  moveByKeys(byKeys: boolean): void {
    this.byKeys = byKeys;
  }

  drawAreasAs(shape: 'polygon' | 'box'): void {
    this.areaShape = shape;
  }

  selectArea(areaId: number | null): void {
    this.areaId = areaId;
  }

  openPanel(panel: PanelId): void {
    this.panel = panel;
  }

  activateClass(classId: string): void {
    this.activeClassId = classId;
  }

  chooseRadius(radiusM: number): void {
    this.chosenM = radiusM;
  }

  showRadii(shown: RadiiShown): void {
    this.radiiShown = shown;
  }

  /** @param fromM,toM finest and widest radius of the range, metres */
  showRange(fromM: number, toM: number): void {
    this.rangeM = [fromM, toM];
  }

  showProbability(classId: string | null): void {
    this.probabilityClassId = classId;
  }

  /** @param threshold 0..1 */
  chooseThreshold(threshold: number): void {
    this.threshold = threshold;
  }

  hideOverlays(hidden: boolean): void {
    this.overlaysHidden = hidden;
  }

  /** Marks the places whose look-alikes are searched for, and those that they must not be like. */
  markQueries(places: readonly LonLat[], unlike: readonly LonLat[] = []): void {
    this.queries = places;
    this.unlike = unlike;
  }

  showRetrieval(retrievalId: number | null): void {
    this.retrievalId = retrievalId;
  }

  compare(headIds: readonly [number, number] | null): void {
    this.comparison = headIds;
  }

  pointAt(pointer: Pointer | null): void {
    this.pointer = pointer;
  }

  /** The map shows another part of the Earth. */
  moved(extent: LonLatBox, middle: Pick<ProjectView, 'centre' | 'zoom'>, pixelM: number): void {
    this.extent = extent;
    this.middle = middle;
    this.pixelM = pixelM;
  }

  picturedBy(takePicture: (() => Promise<Uint8Array>) | null): void {
    this.takePicture = takePicture;
  }

  /** Selects a place; null: none. */
  markPlace(place: LonLat | null): void {
    this.mark = place;
  }

  /** Selects a place, and moves the map to it. */
  showPlace({ lonDeg, latDeg }: LonLat): void {
    this.mark = { lonDeg, latDeg };
    this.target = { centre: { lonDeg, latDeg } };
  }

  /** Sends the map somewhere. */
  goTo(target: MapTarget): void {
    this.target = target;
  }

  /** The map has gone where it was sent. */
  arrived(): void {
    this.target = null;
  }

  /** Shows a project as it was left, but for its run and where the map was. */
  resume({
    panel,
    activeClassId,
    radiusM,
    radiiShown,
  }: Pick<ProjectView, 'panel' | 'activeClassId' | 'radiusM' | 'radiiShown'>): void {
    this.panel = panel;
    this.activeClassId = activeClassId;
    this.chosenM = radiusM;
    this.radiiShown = radiiShown;
  }

  zoomTo({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): void {
    this.target = { box: [westDeg, southDeg, eastDeg, northDeg] };
  }

  /** Whether the map shows detections and probabilities of a radius. */
  showsRadius(radiusM: number): boolean {
    if (this.radiiShown === 'all') return true;
    if (this.radiiShown === 'one') return radiusM === this.radiusM;
    return radiusM >= this.rangeM[0] && radiusM <= this.rangeM[1];
  }

  /** Steps to the next finer or coarser of the radii. */
  stepRadius(step: 1 | -1): void {
    const radiiM = this.radiiM();
    const index = radiiM.findIndex((radiusM) => radiusM === this.radiusM);
    const next = radiiM[Math.max(0, Math.min(radiiM.length - 1, index + step))];
    if (next !== undefined) this.chosenM = next;
  }
}

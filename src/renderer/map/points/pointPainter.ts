import { drawGlyphs, GLYPH_COUNT, GLYPH_HEIGHT_PX, GLYPH_VALUES, GLYPH_WIDTH_PX } from './glyphs';
import { stretchesIn } from './buckets';
import { MARGIN_PX, type MapView } from './carry';
import { POINT_BYTES, type PackedPoints } from './packPoints';
import {
  glyphFragment,
  glyphVertex,
  markFragment,
  markVertex,
  ringFragment,
  ringSegments,
  ringVertex,
} from './shaders';

/** Pixels beyond the picture within which marks reach into it. */
const MARK_REACH_PX = 16;

interface Pass {
  readonly program: WebGLProgram;
  readonly vertices: WebGLVertexArrayObject;
  readonly uniform: (name: string) => WebGLUniformLocation | null;
  /** Starts the next instances at a number; their buffer must be bound. */
  readonly startAt: (instance: number) => void;
}

/** Paints points on a canvas of its own. Buffers change with the points alone: a pan changes one matrix. */
export class PointPainter {
  readonly canvas = document.createElement('canvas');
  private readonly gl: WebGL2RenderingContext;
  private readonly pointBuffer: WebGLBuffer;
  private readonly glyphBuffer: WebGLBuffer;
  private readonly rings: Pass;
  private readonly marks: Pass;
  private readonly glyphs: Pass;
  private glyphRatio = 0;
  private packed: PackedPoints | null = null;

  constructor() {
    const gl = this.canvas.getContext('webgl2', { premultipliedAlpha: true, antialias: false });
    if (gl === null) throw new Error('There is no WebGL 2 to draw points with.');
    this.gl = gl;
    this.pointBuffer = made(gl.createBuffer());
    this.glyphBuffer = made(gl.createBuffer());
    this.rings = this.pointPass(ringVertex, ringFragment);
    this.marks = this.pointPass(markVertex, markFragment);
    this.glyphs = this.pass(glyphVertex, glyphFragment, this.glyphBuffer, 4 * GLYPH_VALUES, [
      { name: 'place', size: 2, type: gl.FLOAT, offset: 0 },
      { name: 'shiftPx', size: 2, type: gl.FLOAT, offset: 8 },
      { name: 'glyph', size: 1, type: gl.FLOAT, offset: 16 },
    ]);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** @param packed null paints nothing */
  setPoints(packed: PackedPoints | null): void {
    const { gl } = this;
    this.packed = packed;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.pointBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, packed?.points ?? new Uint8Array(), gl.STATIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.glyphBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, packed?.counts ?? new Float32Array(), gl.STATIC_DRAW);
  }

  /** Paints the points of a view and of the margin around it. */
  paint({ centre, resolution, size, pixelRatio }: MapView): void {
    const { gl, packed } = this;
    const [width, height] = [size[0] + 2 * MARGIN_PX, size[1] + 2 * MARGIN_PX];
    this.resize(width, height, pixelRatio);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (packed === null) return;
    const { buckets, counts, mostReach } = packed;
    const halfX = (width * resolution) / 2;
    const halfY = (height * resolution) / 2;
    const toClip = [
      ...[1 / halfX, 0, 0],
      ...[0, 1 / halfY, 0],
      ...[(buckets.west - centre[0]) / halfX, (buckets.south - centre[1]) / halfY, 1],
    ];
    const use = (pass: Pass): void => {
      gl.useProgram(pass.program);
      gl.bindVertexArray(pass.vertices);
      gl.uniformMatrix3fv(pass.uniform('toClip'), false, toClip);
      gl.uniform2f(pass.uniform('pixel'), 2 / width, 2 / height);
      gl.uniform1f(pass.uniform('resolution'), resolution);
    };
    /** Paints the points that reach into the picture. */
    const drawPoints = (pass: Pass, vertices: number, reach: number): void => {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.pointBuffer);
      const extent = [
        centre[0] - halfX - reach,
        centre[1] - halfY - reach,
        centre[0] + halfX + reach,
        centre[1] + halfY + reach,
      ] as const;
      for (const { start, count } of stretchesIn(buckets, extent)) {
        pass.startAt(start);
        gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, vertices, count);
      }
    };
    const markReach = MARK_REACH_PX * resolution;
    if (mostReach > 0) {
      const segments = ringSegments(mostReach / resolution);
      use(this.rings);
      gl.uniform1f(this.rings.uniform('segments'), segments);
      drawPoints(this.rings, 2 * (segments + 1), mostReach + 2 * resolution);
    }
    use(this.marks);
    drawPoints(this.marks, 4, markReach);
    if (counts.length === 0) return;
    use(this.glyphs);
    this.drawGlyphTexture(pixelRatio);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, counts.length / GLYPH_VALUES);
  }

  private resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    const { canvas, gl } = this;
    const [width, height] = [Math.round(widthPx * pixelRatio), Math.round(heightPx * pixelRatio)];
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${widthPx}px`;
    canvas.style.height = `${heightPx}px`;
    gl.viewport(0, 0, width, height);
  }

  dispose(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  /** Puts the glyphs onto the graphics card, once for a pixel ratio; their pass must be in use. */
  private drawGlyphTexture(pixelRatio: number): void {
    if (this.glyphRatio === pixelRatio) return;
    this.glyphRatio = pixelRatio;
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, drawGlyphs(pixelRatio));
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.uniform2f(this.glyphs.uniform('glyphPx'), GLYPH_WIDTH_PX, GLYPH_HEIGHT_PX);
    gl.uniform1f(this.glyphs.uniform('glyphCount'), GLYPH_COUNT);
  }

  private pointPass(vertex: string, fragment: string): Pass {
    const { FLOAT, UNSIGNED_BYTE } = this.gl;
    return this.pass(vertex, fragment, this.pointBuffer, POINT_BYTES, [
      { name: 'place', size: 2, type: FLOAT, offset: 0 },
      { name: 'reach', size: 1, type: FLOAT, offset: 8 },
      { name: 'colour', size: 4, type: UNSIGNED_BYTE, offset: 12, share: true },
      { name: 'corners', size: 1, type: UNSIGNED_BYTE, offset: 16 },
      { name: 'hollow', size: 1, type: UNSIGNED_BYTE, offset: 17 },
      { name: 'radiusEighths', size: 1, type: UNSIGNED_BYTE, offset: 18 },
      { name: 'turned', size: 1, type: UNSIGNED_BYTE, offset: 19 },
    ]);
  }

  private pass(
    vertex: string,
    fragment: string,
    buffer: WebGLBuffer,
    stride: number,
    attributes: readonly Attribute[],
  ): Pass {
    const { gl } = this;
    const program = linked(gl, vertex, fragment);
    const vertices = made(gl.createVertexArray());
    gl.bindVertexArray(vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    const found = attributes.flatMap((attribute) => {
      const location = gl.getAttribLocation(program, attribute.name);
      // A shader that does not read it has none.
      return location < 0 ? [] : [{ ...attribute, location }];
    });
    const startAt = (instance: number): void => {
      for (const { location, size, type, offset, share = false } of found)
        gl.vertexAttribPointer(location, size, type, share, stride, offset + instance * stride);
    };
    for (const { location } of found) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribDivisor(location, 1);
    }
    startAt(0);
    const uniforms = new Map<string, WebGLUniformLocation | null>();
    const uniform = (name: string): WebGLUniformLocation | null => {
      if (!uniforms.has(name)) uniforms.set(name, gl.getUniformLocation(program, name));
      return uniforms.get(name) ?? null;
    };
    return { program, vertices, uniform, startAt };
  }
}

interface Attribute {
  readonly name: string;
  readonly size: number;
  readonly type: number;
  /** Bytes from the start of a point. */
  readonly offset: number;
  /** Whether bytes are shares of 255. */
  readonly share?: boolean;
}

function made<T>(thing: T | null): T {
  if (thing === null) throw new Error('WebGL gave nothing to draw points with.');
  return thing;
}

function linked(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = made(gl.createProgram());
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = made(gl.createShader(type));
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true)
    throw new Error(`A shader of points does not link: ${gl.getProgramInfoLog(program) ?? ''}`);
  return program;
}

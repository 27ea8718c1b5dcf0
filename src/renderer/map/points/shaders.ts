/** A point's attributes, and what the fragments of its mark or circle are told. */
const point = `#version 300 es
precision highp float;
uniform mat3 toClip;
uniform vec2 pixel;
uniform float resolution;
in vec2 place;
in float reach;
in vec4 colour;
in float corners;
in float hollow;
in float radiusEighths;
out vec2 offset;
out float radiusPx;
flat out vec4 ink;
flat out float points;
flat out float isHollow;
const float TURN = 6.28318530718;
void stand(vec2 shiftPx) {
  offset = shiftPx;
  vec2 centre = (toClip * vec3(place, 1.0)).xy;
  gl_Position = vec4(centre + offset * pixel, 0.0, 1.0);
  ink = colour;
  points = corners;
  isHollow = hollow;
}
`;

const RING_SEGMENTS = 32;

/** Vertices of a circle's strip of triangles. */
export const RING_VERTICES = 2 * (RING_SEGMENTS + 1);

/** Circles of the points' radii on the ground, where they are wider than the marks: a strip just wider than the line. */
export const ringVertex = `${point}
void main() {
  radiusPx = reach / resolution;
  float wedge = TURN / ${RING_SEGMENTS}.0;
  float angle = float(gl_VertexID / 2) * wedge;
  float across = gl_VertexID % 2 == 0 ? radiusPx - 2.0 : (radiusPx + 2.0) / cos(wedge / 2.0);
  bool isWide = radiusPx > radiusEighths / 8.0 + 2.0;
  stand(isWide ? across * vec2(sin(angle), cos(angle)) : vec2(0.0));
}`;

export const ringFragment = `#version 300 es
precision highp float;
in vec2 offset;
in float radiusPx;
flat in vec4 ink;
flat in float points;
flat in float isHollow;
out vec4 painted;
void main() {
  painted = vec4(ink.rgb, 1.0) * clamp(1.1 - abs(length(offset) - radiusPx), 0.0, 1.0);
}`;

/** Marks of a class's colour and shape: a polygon of so many corners, point up, or a disc; filled or hollow. */
export const markVertex = `${point}
void main() {
  radiusPx = radiusEighths / 8.0;
  stand((vec2(gl_VertexID % 2, gl_VertexID / 2) * 2.0 - 1.0) * (radiusPx + 1.5));
}`;

export const markFragment = `#version 300 es
precision highp float;
in vec2 offset;
in float radiusPx;
flat in vec4 ink;
flat in float points;
flat in float isHollow;
out vec4 painted;
const float TURN = 6.28318530718;
void main() {
  float along = length(offset);
  float edge = radiusPx;
  if (points > 0.0) {
    // Distance along the normal of the nearest edge, and that of the edge itself.
    float wedge = TURN / points;
    float angle = mod(atan(offset.x, offset.y) + TURN, TURN);
    along *= cos((floor(angle / wedge) + 0.5) * wedge - angle);
    edge *= cos(wedge / 2.0);
  }
  float cover = clamp(edge + 0.5 - along, 0.0, 1.0);
  if (cover == 0.0) discard;
  vec4 white = vec4(1.0);
  // Small marks have thin edges, so that where they crowd their colour stays.
  float border = mix(radiusPx < 5.0 ? 0.75 : 1.0, 1.75, isHollow);
  float inside = clamp(edge - border + 0.5 - along, 0.0, 1.0);
  vec4 fill = mix(vec4(ink.rgb, 1.0), white, isHollow);
  vec4 line = mix(white, vec4(ink.rgb, 1.0), isHollow);
  painted = mix(line, fill, inside) * cover;
}`;

/** Numbers beside marks, one glyph of a row of them a square. */
export const glyphVertex = `#version 300 es
precision highp float;
uniform mat3 toClip;
uniform vec2 pixel;
uniform vec2 glyphPx;
uniform float glyphCount;
in vec2 place;
in vec2 shiftPx;
in float glyph;
out vec2 texel;
void main() {
  vec2 corner = vec2(gl_VertexID % 2, gl_VertexID / 2);
  vec2 centre = (toClip * vec3(place, 1.0)).xy;
  gl_Position = vec4(centre + (shiftPx + (corner - vec2(0.0, 0.5)) * glyphPx) * pixel, 0.0, 1.0);
  texel = vec2((glyph + corner.x) / glyphCount, 1.0 - corner.y);
}`;

export const glyphFragment = `#version 300 es
precision highp float;
uniform sampler2D glyphs;
in vec2 texel;
out vec4 painted;
void main() {
  painted = texture(glyphs, texel);
}`;

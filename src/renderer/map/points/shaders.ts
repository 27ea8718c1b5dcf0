/** A point's attributes, and what is passed to the fragments of its mark or circle. */
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
in float turned;
out vec2 offset;
out float radiusPx;
flat out vec4 ink;
const float TURN = 6.28318530718;
void stand(vec2 shiftPx) {
  offset = shiftPx;
  vec2 centre = (toClip * vec3(place, 1.0)).xy;
  gl_Position = vec4(centre + offset * pixel, 0.0, 1.0);
  ink = colour;
}
`;

/** Parts of a circle's strip of triangles: longer circles have more, so that the strip stays narrow. @param radiusPx of the widest */
export const ringSegments = (radiusPx: number): number => Math.max(12, Math.ceil(3 * Math.sqrt(radiusPx)));

/** Circles of the points' radii on the ground, where they are wider than the marks: a strip just wider than the line. */
export const ringVertex = `${point}
uniform float segments;
void main() {
  radiusPx = reach / resolution;
  float wedge = TURN / segments;
  float angle = float(gl_VertexID / 2) * wedge;
  float across = gl_VertexID % 2 == 0 ? radiusPx - 1.2 : (radiusPx + 1.2) / cos(wedge / 2.0);
  bool isWide = radiusPx > radiusEighths / 8.0 + 2.0;
  stand(isWide ? across * vec2(sin(angle), cos(angle)) : vec2(0.0));
}`;

export const ringFragment = `#version 300 es
precision highp float;
in vec2 offset;
in float radiusPx;
flat in vec4 ink;
out vec4 painted;
void main() {
  painted = vec4(ink.rgb, 1.0) * clamp(1.1 - abs(length(offset) - radiusPx), 0.0, 1.0);
}`;

/**
 * Marks of a class's colour and shape: a polygon of so many corners up to six, point up or turned by half a wedge, or a disc; filled
 * or hollow. A polygon is
 * its own mirror image, so that the normals of the first three edges to the right give how far from the middle a place is.
 */
export const markVertex = `${point}
flat out vec2 first;
flat out vec2 second;
flat out vec2 third;
flat out float edge;
flat out float isHollow;
vec2 normal(float edges) {
  float angle = (edges - 0.5 * turned) * TURN / max(corners, 1.0);
  return vec2(sin(angle), cos(angle));
}
void main() {
  radiusPx = radiusEighths / 8.0;
  stand((vec2(gl_VertexID % 2, gl_VertexID / 2) * 2.0 - 1.0) * (radiusPx + 1.0));
  bool isDisc = corners == 0.0;
  first = isDisc ? vec2(0.0) : normal(0.5);
  second = normal(1.5);
  third = normal(2.5);
  edge = isDisc ? radiusPx : radiusPx * cos(0.5 * TURN / max(corners, 1.0));
  isHollow = hollow;
}`;

export const markFragment = `#version 300 es
precision highp float;
in vec2 offset;
in float radiusPx;
flat in vec4 ink;
flat in vec2 first;
flat in vec2 second;
flat in vec2 third;
flat in float edge;
flat in float isHollow;
out vec4 painted;
void main() {
  vec2 mirrored = vec2(abs(offset.x), offset.y);
  float along = first == vec2(0.0)
    ? length(offset)
    : max(dot(mirrored, first), max(dot(mirrored, second), dot(mirrored, third)));
  float cover = clamp(edge + 0.5 - along, 0.0, 1.0);
  // Small marks have thin edges, so that where they crowd their colour stays.
  float border = mix(radiusPx < 5.0 ? 0.75 : 1.0, 1.75, isHollow);
  float inside = clamp(edge - border + 0.5 - along, 0.0, 1.0);
  painted = vec4(mix(vec3(1.0), ink.rgb, isHollow == 0.0 ? inside : 1.0 - inside), 1.0) * cover;
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

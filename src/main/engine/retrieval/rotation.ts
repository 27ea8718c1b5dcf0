export const NEAR_AXES = 16;
export interface Rotation { readonly mean: Float32Array; readonly axes: Float32Array }
export interface NearChunk { readonly near: Int8Array; readonly scale: Float32Array; readonly error: Float32Array }

/** All that happens to a block, in one memory: unpacking, predictors, elevations. */
export { inflate } from './codecs/inflate.as';
export { lzw } from './codecs/lzw.as';
export { floats, sums16, sums32, sums64, sums8 } from './predictor.as';
export { float32, float64, int16, int32, int8, setRule, uint16, uint32, uint8 } from '../elevations.as';

import { join } from 'node:path';
import { openDtm } from '../../src/main/terrain/dtm/openDtm';
import type { Ground } from './ground';
import { pythonRival } from './pythonRival';
import { interleaved, type Row, type Run } from './row';

/** Pixels along an edge of the DTM that is read. */
const EDGE = 4096;
const MILLION_PIXELS = (EDGE * EDGE) / 1e6;

/** Compression, type of the values, predictor, and the minimum work for one pixel, apart from reading bytes. */
const FILES = [
  ['raw', 'float32', 1, 'one copy of 4 bytes a pixel'],
  ['deflate', 'int16', 2, 'inflating 2 bytes a pixel'],
  ['deflate', 'float32', 3, 'inflating 4 bytes a pixel'],
  ['lzw', 'int16', 2, 'about 0.6 codes a pixel, one after another'],
  ['lzw', 'float32', 3, 'about 2 codes a pixel, one after another'],
] as const;

/** How time is measured: processor time, as for one core, or wall-clock time with all cores. */
const CLOCKS = [
  ['processor', '1', 'time of one core'],
  ['wall', '1', 'all cores'],
  ['wall', 'ALL_CPUS', 'all cores'],
] as const;

/**
 * A DTM of 4,096 x 4,096 pixels in tiles, read whole and once into the same memory, as pyramids are built: elevations here, stored
 * values by GDAL. Opening is not counted.
 */
export async function* decodeRows({ dtmPath, folder }: Ground): AsyncGenerator<Row> {
  const into = new Float32Array(EDGE * EDGE);
  for (const [compression, type, predictor, limit] of FILES) {
    const file = join(folder, `${compression}_${type}.tif`);
    for (const [clock, threads, of] of CLOCKS) {
      const args = [dtmPath, file, compression, type, predictor, threads, clock].map(String);
      const rival = await pythonRival('gdal_read.py', args);
      try {
        // The rival writes the file.
        if (rival.missing !== null) return;
        const runs = await interleaved(reading(file, clock, into), rival);
        const packing = compression === 'raw' ? '' : `, predictor ${predictor}`;
        const what = `DTM of ${EDGE} x ${EDGE} ${type}, ${compression}${packing}: read, ${of}`;
        yield { what, unit: 'Mpx/s', better: 'higher', ...runs, limit };
      } finally {
        rival.end();
      }
    }
  }
}

const reading =
  (file: string, clock: 'processor' | 'wall', into: Float32Array): Run =>
  async () => {
    const dtm = await openDtm(file);
    try {
      const [startMs, before] = [performance.now(), process.cpuUsage()];
      await dtm.read(0, 0, EDGE, EDGE, into);
      const { user, system } = process.cpuUsage(before);
      const seconds = clock === 'wall' ? (performance.now() - startMs) / 1000 : (user + system) / 1e6;
      return MILLION_PIXELS / seconds;
    } finally {
      await dtm.close();
    }
  };

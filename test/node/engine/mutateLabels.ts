import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import { UserError } from '../../../src/shared/errors';
import { Random } from '../../../src/shared/statistics/random';
import { uint8Array } from '../../../src/shared/rpc/contract';
import { prepareReaders, readLabelFile } from '../../../src/main/engine/labels/files/readLabelFile';

/** The outcome for mutated files. */
export const mutationReport = z.object({
  read: z.number(),
  refused: z.number(),
  /** What was neither read nor refused by a UserError that names the file, with how it was made. */
  faults: z.array(z.string()),
  slowestMs: z.number(),
  /** The most memory outside of JavaScript's own that was in use after a file. */
  arrayBytes: z.number(),
});

const asked = z.object({
  seed: z.number(),
  count: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: uint8Array })),
});

/** A worker that damages label files in many ways and reads each, so that a reader that never ends can be ended. */
if (parentPort !== null) void mutateAll(parentPort);

async function mutateAll(port: MessagePort): Promise<void> {
  await prepareReaders();
  const reading = { choice: {}, statedCrs: null, wants: () => true, keys: null };
  const { seed, count, files } = asked.parse(workerData);
  const random = new Random(seed);
  const report: z.infer<typeof mutationReport> = {
    read: 0,
    refused: 0,
    faults: [],
    slowestMs: 0,
    arrayBytes: 0,
  };
  for (let number = 0; number < count; number++) {
    const { name, bytes } = files[number % files.length] ?? { name: '', bytes: new Uint8Array() };
    const { how, damaged } = mutate(bytes, random);
    const fromMs = performance.now();
    try {
      const found = readLabelFile({ kind: 'answer', name, bytes: damaged }, reading);
      while (found.next().done !== true);
      report.read += 1;
    } catch (error) {
      if (error instanceof UserError && error.message.includes(name)) report.refused += 1;
      else report.faults.push(`${name}, seed ${seed}, file ${number}, ${how}: ${String(error)}`);
    }
    report.slowestMs = Math.max(report.slowestMs, performance.now() - fromMs);
    report.arrayBytes = Math.max(report.arrayBytes, process.memoryUsage().arrayBuffers);
  }
  port.postMessage(report);
}

/** A copy with one to four faults in it. */
function mutate(bytes: Uint8Array, random: Random): { how: string; damaged: Uint8Array } {
  const whole = (limit: number): number => Math.floor(random.nextFloat() * limit);
  const how: string[] = [];
  let damaged = Buffer.from(bytes);
  for (let fault = 0; fault <= whole(4) && damaged.length > 0; fault++) {
    const at = whole(damaged.length);
    const to = Math.min(damaged.length, at + 1 + whole(64));
    switch (whole(7)) {
      case 0:
        how.push(`cut at ${at}`);
        damaged = damaged.subarray(0, at);
        break;
      case 1:
        how.push(`bit of ${at}`);
        damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << whole(8)), at);
        break;
      case 2:
        how.push(`byte ${at}`);
        damaged.writeUInt8(whole(256), at);
        break;
      case 3:
        // The largest numbers, which matter where they replace a size.
        how.push(`large at ${at}`);
        damaged.fill(0xff, at, Math.min(to, at + 5));
        break;
      case 4:
        how.push(`removed ${at} to ${to}`);
        damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(to)]);
        break;
      case 5:
        how.push(`twice ${at} to ${to}`);
        damaged = Buffer.concat([damaged.subarray(0, to), damaged.subarray(at)]);
        break;
      case 6: {
        const other = whole(damaged.length);
        how.push(`swapped ${at} and ${other}`);
        const [first, second] = at < other ? [at, other] : [other, at];
        const middle = Math.floor((first + second) / 2);
        damaged = Buffer.concat([
          damaged.subarray(0, first),
          damaged.subarray(middle, second),
          damaged.subarray(first, middle),
          damaged.subarray(second),
        ]);
        break;
      }
    }
  }
  return { how: how.join(', '), damaged };
}

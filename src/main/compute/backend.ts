import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import util from 'node:util';
import type { DeviceDescription } from '../../shared/contract/compute';
import { once } from '../../shared/once';

/** TensorFlow with its Node binding, as one module. */
export type Tensorflow = typeof import('@tensorflow/tfjs-node-gpu');

/** TensorFlow; undefined until `loadTensorflow()` has resolved. */
export let tf: Tensorflow;

/**
 * Loads TensorFlow into this process, once. It must never be loaded in two threads of a process.
 * @throws Error when the binding is missing or does not fit this platform
 */
export const loadTensorflow = once(async (): Promise<void> => {
  restoreNodeFunctions();
  // Without it TensorFlow allocates all of a GPU's memory at once, and other programs get none.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // About twice as fast (docs/kernels.md). By default TensorFlow uses oneDNN only with AVX-512 VNNI and the like.
  if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  // 1: only warnings and errors; the notices about CPU instructions are of no use here.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  tf = await import('@tensorflow/tfjs-node-gpu');
  await tf.ready();
});

/** The binding calls two functions of `node:util` that some versions of Node deprecate and others have removed. */
function restoreNodeFunctions(): void {
  const functions: { isNullOrUndefined?: unknown; isArray?: unknown } = util;
  functions.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  functions.isArray = Array.isArray;
}

/** TensorFlow's backend: operations that tfjs does not wrap are called by their TensorFlow names. */
export interface TensorflowBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    readonly TF_Version: string;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
  };
  executeSingleOutput(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly Tensor[],
  ): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
  /** Loads the graph of a folder's saved_model.pb; returns its identifier. */
  loadSavedModelMetaGraph(folder: string, tag: string): number;
  runSavedModel(
    session: number,
    inputs: readonly Tensor[],
    inputInfos: readonly { readonly name: string; readonly tfDtype: string }[],
    outputNames: readonly string[],
  ): Tensor[];
  deleteSavedModel(session: number): void;
}

export interface OperationAttribute {
  readonly name: string;
  /** One of the binding's TF_ATTR_ numbers. */
  readonly type: number;
  readonly value: number | boolean | string;
}

export type Tensor = import('@tensorflow/tfjs-node-gpu').Tensor;
export type Tensor1D = import('@tensorflow/tfjs-node-gpu').Tensor1D;
export type Tensor2D = import('@tensorflow/tfjs-node-gpu').Tensor2D;
export type Tensor3D = import('@tensorflow/tfjs-node-gpu').Tensor3D;
export type Tensor4D = import('@tensorflow/tfjs-node-gpu').Tensor4D;
export type Scalar = import('@tensorflow/tfjs-node-gpu').Scalar;

/** The backend that `loadTensorflow()` registered. */
export const tensorflowBackend = (): TensorflowBackend => tf.backend() as unknown as TensorflowBackend;

/** Where computations run, and with what software. */
export async function describeDevice(): Promise<DeviceDescription> {
  await loadTensorflow();
  const backend = tensorflowBackend();
  const processors = cpus();
  return {
    device: backend.isUsingGpuDevice ? 'gpu' : 'cpu',
    kernels: await cpuKernels(),
    name: backend.isUsingGpuDevice
      ? 'NVIDIA GPU'
      : `${processors[0]?.model ?? 'CPU'}, ${processors.length} threads`,
    software: softwareVersions(),
  };
}

/** Instruction sets that matter for speed, the best first, by their names in Linux's /proc/cpuinfo. */
const INSTRUCTION_SETS = { avx512f: 'AVX-512', avx2: 'AVX2', avx: 'AVX', sse4_2: 'SSE4.2' };

/** Whose kernels compute on the CPU, and with which instructions if known, e.g. `oneDNN, AVX2`. */
async function cpuKernels(): Promise<string> {
  const switched = process.env.TF_ENABLE_ONEDNN_OPTS;
  const kernels =
    switched === undefined
      ? "TensorFlow's choice"
      : /^(1|true)$/i.test(switched)
        ? 'oneDNN'
        : "TensorFlow's own";
  const cpuInfo = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuInfo)?.[1]?.split(' '));
  const [best] = Object.entries(INSTRUCTION_SETS).filter(([flag]) => flags.has(flag));
  return best === undefined ? kernels : `${kernels}, ${best[1]}`;
}

/** Names and versions of the computing software, for cards. */
export function softwareVersions(): Record<string, string> {
  return {
    TensorFlow: tensorflowBackend().binding.TF_Version,
    '@tensorflow/tfjs-node-gpu': tf.version['tfjs-node'],
    '@tensorflow/tfjs': tf.version.tfjs,
  };
}

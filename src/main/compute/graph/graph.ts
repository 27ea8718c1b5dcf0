import { PbfWriter } from 'pbf';

/** TensorFlow's numbers of the types that graphs here hold (tensorflow/core/framework/types.proto). */
const FLOAT32 = 1;
const INT32 = 3;

/** The GraphDef version of the operations here; readers must be at least as new (TensorFlow 2.9). */
const PRODUCER = 1087;

/** The value of an attribute, by its field of AttrValue (tensorflow/core/framework/attr_value.proto). */
type Attribute =
  | { readonly s: string }
  | { readonly b: boolean }
  | { readonly int: number }
  | { readonly type: number }
  | { readonly ints: readonly number[] }
  | { readonly shape: readonly number[] }
  | { readonly tensor: Constant };

/** Values that a graph holds, row-major. */
interface Constant {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The tag by which TensorFlow loads such a graph. */
export const GRAPH_TAG = 'serve';

/**
 * A computation as a TensorFlow graph (GraphDef). TensorFlow fuses operations of a graph that it would run one by one
 * otherwise: a convolution, its bias and its ReLU become one kernel. Methods add a node and return its name. All values are
 * float32, images are [batch, height, width, channels].
 */
export class Graph {
  readonly #nodes: Node[] = [];

  /** @param shape of the input, -1 for a dimension of any size */
  placeholder(shape: readonly number[]): string {
    return this.#add('Placeholder', [], { dtype: { type: FLOAT32 }, shape: { shape } });
  }

  constant(shape: readonly number[], values: Float32Array): string {
    return this.#add('Const', [], { dtype: { type: FLOAT32 }, value: { tensor: { shape, values } } });
  }

  /**
   * @param kernel [height, width, inputs, filters]
   * @param padding rows above and below, columns left and right
   */
  convolution(x: string, kernel: string, padding: readonly [number, number, number, number]): string {
    return this.#floats('Conv2D', [x, kernel], {
      strides: { ints: [1, 1, 1, 1] },
      dilations: { ints: [1, 1, 1, 1] },
      padding: { s: 'EXPLICIT' },
      explicit_paddings: { ints: [0, 0, ...padding, 0, 0] },
      data_format: { s: 'NHWC' },
    });
  }

  /** The largest of each 2 x 2 cells. */
  halve(x: string): string {
    return this.#floats('MaxPool', [x], {
      ksize: { ints: [1, 2, 2, 1] },
      strides: { ints: [1, 2, 2, 1] },
      padding: { s: 'VALID' },
      data_format: { s: 'NHWC' },
    });
  }

  /** Adds a value to each channel, or to each column. */
  addBias(x: string, bias: string): string {
    return this.#floats('BiasAdd', [x, bias], { data_format: { s: 'NHWC' } });
  }

  relu(x: string): string {
    return this.#floats('Relu', [x], {});
  }

  /** [n, k] by [k, m] */
  product(x: string, matrix: string): string {
    return this.#floats('MatMul', [x, matrix], { transpose_a: { b: false }, transpose_b: { b: false } });
  }

  /** @param shape -1 for the dimension that follows from the others */
  reshape(x: string, shape: readonly number[]): string {
    return this.#floats('Reshape', [x, this.#integers(shape)], { Tshape: { type: INT32 } });
  }

  /** Largest values along a dimension, which is removed. */
  largest(x: string, dimension: number): string {
    return this.#floats('Max', [x, this.#integers([dimension])], {
      Tidx: { type: INT32 },
      keep_dims: { b: false },
    });
  }

  /** The first and the second half of a batch of an even size. */
  halves(x: string): [string, string] {
    const split = this.#floats('Split', [this.#first(), x], { num_split: { int: 2 } });
    return [split, `${split}:1`];
  }

  /** Two batches one after the other. */
  joined(halves: readonly [string, string]): string {
    return this.#floats('ConcatV2', [...halves, this.#first()], {
      N: { int: 2 },
      Tidx: { type: INT32 },
    });
  }

  /** The graph as a file saved_model.pb (tensorflow/core/protobuf/saved_model.proto), tagged GRAPH_TAG. */
  savedModel(): Uint8Array {
    const file = new PbfWriter();
    file.writeVarintField(1, 1);
    file.writeMessage(2, writeMetaGraph, this.#nodes);
    return file.finish();
  }

  /** The dimension of batches, a scalar. */
  #first(): string {
    return this.#integers([0], []);
  }

  #integers(values: readonly number[], shape = [values.length]): string {
    const tensor = { shape, values: Int32Array.from(values) };
    return this.#add('Const', [], { dtype: { type: INT32 }, value: { tensor } });
  }

  #floats(op: string, inputs: string[], attributes: Node['attributes']): string {
    return this.#add(op, inputs, { T: { type: FLOAT32 }, ...attributes });
  }

  #add(op: string, inputs: string[], attributes: Node['attributes']): string {
    const name = `${op}_${this.#nodes.length}`;
    this.#nodes.push({ name, op, inputs, attributes });
    return name;
  }
}

function writeMetaGraph(nodes: readonly Node[], file: PbfWriter): void {
  file.writeMessage(
    1,
    (tag, about) => {
      about.writeStringField(4, tag);
    },
    GRAPH_TAG,
  );
  file.writeMessage(2, writeGraph, nodes);
}

function writeGraph(nodes: readonly Node[], file: PbfWriter): void {
  for (const node of nodes) file.writeMessage(1, writeNode, node);
  file.writeMessage(
    4,
    (version, versions) => {
      versions.writeVarintField(1, version);
    },
    PRODUCER,
  );
}

function writeNode({ name, op, inputs, attributes }: Node, file: PbfWriter): void {
  file.writeStringField(1, name);
  file.writeStringField(2, op);
  for (const input of inputs) file.writeStringField(3, input);
  for (const entry of Object.entries(attributes)) file.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: readonly [string, Attribute], file: PbfWriter): void {
  file.writeStringField(1, name);
  file.writeMessage(2, writeValue, value);
}

function writeValue(value: Attribute, file: PbfWriter): void {
  if ('s' in value) file.writeStringField(2, value.s);
  else if ('b' in value) file.writeBooleanField(5, value.b);
  else if ('int' in value) file.writeVarintField(3, value.int);
  else if ('type' in value) file.writeVarintField(6, value.type);
  else if ('shape' in value) file.writeMessage(7, writeShape, value.shape);
  else if ('tensor' in value) file.writeMessage(8, writeTensor, value.tensor);
  else
    file.writeMessage(
      1,
      (ints, list) => {
        list.writePackedVarint(3, [...ints]);
      },
      value.ints,
    );
}

function writeShape(shape: readonly number[], file: PbfWriter): void {
  for (const size of shape) {
    file.writeMessage(
      2,
      (value, dimension) => {
        dimension.writeVarintField(1, value);
      },
      size,
    );
  }
}

function writeTensor({ shape, values }: Constant, file: PbfWriter): void {
  file.writeVarintField(1, values instanceof Float32Array ? FLOAT32 : INT32);
  file.writeMessage(2, writeShape, shape);
  file.writeBytesField(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

import { z } from 'zod';

/** A procedure that answers once. */
export interface Call<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: Input;
  readonly output: Output;
}

/** A procedure that answers with a sequence of events; each is sent when the reader asks for it. */
export interface Stream<Input extends z.ZodType = z.ZodType, Event extends z.ZodType = z.ZodType> {
  readonly kind: 'stream';
  readonly input: Input;
  readonly event: Event;
}

/** Namespaces of procedures: the whole interface between two processes. */
export type Contract = Readonly<Record<string, Readonly<Record<string, Call | Stream>>>>;

export const call = <Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): Call<Input, Output> => ({ kind: 'call', input, output });

export const stream = <Input extends z.ZodType, Event extends z.ZodType>(
  input: Input,
  event: Event,
): Stream<Input, Event> => ({ kind: 'stream', input, event });

/** Schema of absent inputs and outputs. */
export const nothing = z.void();

/** What a client calls; every call and stream can be stopped by an AbortSignal. */
export type Client<C extends Contract> = {
  readonly [N in keyof C]: {
    readonly [P in keyof C[N]]: C[N][P] extends Call<infer Input, infer Output>
      ? (input: z.input<Input>, signal?: AbortSignal) => Promise<z.output<Output>>
      : C[N][P] extends Stream<infer Input, infer Event>
        ? (input: z.input<Input>, signal?: AbortSignal) => AsyncGenerator<z.output<Event>, void, undefined>
        : never;
  };
};

/** What a server implements for a contract. */
export type Handlers<C extends Contract> = {
  readonly [N in keyof C]: {
    readonly [P in keyof C[N]]: C[N][P] extends Call<infer Input, infer Output>
      ? (input: z.output<Input>, signal: AbortSignal) => Promise<z.input<Output>> | z.input<Output>
      : C[N][P] extends Stream<infer Input, infer Event>
        ? (input: z.output<Input>, signal: AbortSignal) => AsyncIterable<z.input<Event>>
        : never;
  };
};

const typedArray = <T>(tag: string): z.ZodType<T, T> =>
  z.custom<T>((value) => Object.prototype.toString.call(value) === `[object ${tag}]`, `Expected a ${tag}.`);

/** Typed arrays; they are sent by structured clone, without conversion. */
export const float32Array = typedArray<Float32Array>('Float32Array');
export const float64Array = typedArray<Float64Array>('Float64Array');
export const int8Array = typedArray<Int8Array>('Int8Array');
export const uint8Array = typedArray<Uint8Array>('Uint8Array');
export const uint16Array = typedArray<Uint16Array>('Uint16Array');
export const uint32Array = typedArray<Uint32Array>('Uint32Array');

/** The package has no types; what it exports is checked where it is loaded. */
declare module 'libsvm-js/asm' {
  const module: unknown;
  export default module;
}

/** The package has no types; its exports are checked when it is loaded. */
declare module 'libsvm-js/asm' {
  const module: unknown;
  export default module;
}

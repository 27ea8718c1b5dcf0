/** The code of a module with all that it imports, as a text (`scripts/packaging/bundledCode.mjs`). */
declare module '*?bundled' {
  const code: string;
  export default code;
}

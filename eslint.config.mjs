import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { componentParser } from './scripts/linting/componentParser.mjs';

/** SQL belongs to the engine, and for grids to their control. */
const noSql = ['Literal[value=%s]', 'TemplateElement[value.raw=%s]'].map((node) => ({
  selector: node.replace('%s', String.raw`/\b(SELECT .+ FROM|INSERT .*INTO|UPDATE \w+ SET|DELETE FROM) /`),
  message: 'The project file is read and written in src/main/engine alone, a grid in src/main/grid/control.',
}));

/** What is kept belongs to an object and ends with it; what never changes is a constant, or made by `once` (src/shared/once.ts). */
const noCaches = {
  selector:
    ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator:matches([init.callee.name=/^Weak(Map|Set)$/], [init.callee.name=/^(Map|Set|LRUCache)$/]:not([init.arguments.0], [id.typeAnnotation]), [init.callee.name=/^(Map|Set|LRUCache)$/][id.typeAnnotation.typeAnnotation.typeName.name=/^(Map|Set|LRUCache)$/])',
  message: 'A cache of a module outlives what it is about: let the object keep it that it is about.',
};

/** What a module holds in a variable or a list that begins empty, no project can see or empty. */
const noModuleState = {
  selector:
    'Program > VariableDeclaration:matches([kind="let"], :has(> VariableDeclarator[init.type="ArrayExpression"][init.elements.length=0]))',
  message: 'A module keeps no state: what is made once is made by `once`, all else belongs to an object.',
};

/** What the files that `import.meta.glob` gathers must export, which no type can see: the name of the constant and its type. */
const gathered = {
  'src/main/terrain/dtm/*/*.reader.ts': ['reader', 'DtmFormat'],
  'src/main/engine/labels/files/**/*.reader.ts': ['reader', 'LabelReader'],
  'src/main/engine/export/**/*.writer.ts': ['writer', 'PlaceWriter'],
  'src/main/compute/encoders/*.descriptor.ts': ['encoder', 'DescriptorEncoder'],
  'src/main/compute/training/objectives/*.method.ts': ['method', 'Method'],
};

/** @param {[string, string]} of a file that is gathered */
const exportsTyped = ([name, type]) => ({
  selector: `Program:not(:has(ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > Identifier[name="${name}"][typeAnnotation.typeAnnotation.typeName.name="${type}"]))`,
  message: `This file is gathered by its name: it exports \`const ${name}: ${type}\`.`,
});

const svelteParser = svelte.configs.base.find((config) => config.languageOptions?.parser).languageOptions
  .parser;
const windowParser = componentParser('tsconfig.renderer.json', svelteParser);

export default tseslint.config(
  // The test room, in which the rest of main is linted, has WebAssembly from the browser's types.
  { ignores: ['src/main/webAssembly.d.ts'] },
  { ignores: ['out/', 'dist/', 'node_modules/', 'resources/', 'test/fixtures/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.svelte.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['src/preload/**/*.ts'],
    languageOptions: { parserOptions: { project: ['./tsconfig.preload.json'] } },
  },
  {
    files: ['src/renderer/**/*.ts', 'src/renderer/**/*.svelte'],
    languageOptions: {
      parser: windowParser,
      parserOptions: { project: ['./tsconfig.renderer.json'], extraFileExtensions: ['.svelte'] },
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    rules: { 'no-restricted-syntax': ['error', ...noSql, noCaches] },
  },
  {
    // The entry of a process is that process, and keeps what it is joined to.
    files: ['src/{shared,main/{terrain,layers,compute,grid}}/**/*.ts'],
    ignores: ['src/main/*/service.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noSql, noCaches, noModuleState] },
  },
  {
    files: ['src/main/engine/**/*.ts', 'src/main/grid/control/**/*.ts'],
    ignores: ['src/main/engine/service.ts'],
    rules: { 'no-restricted-syntax': ['error', noCaches, noModuleState] },
  },
  ...Object.entries(gathered).map(([pattern, constant]) => ({
    files: [pattern],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...(pattern.startsWith('src/main/engine/') ? [] : noSql),
        noCaches,
        noModuleState,
        exportsTyped(constant),
      ],
    },
  })),
  {
    // With `Readonly`, TypeScript refuses assignments from outside the class, but not those that a binding makes.
    files: ['src/renderer/**/*.svelte.ts', 'src/renderer/**/*.svelte'],
    ignores: ['src/renderer/features/experiments/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...noSql,
        noCaches,
        {
          selector:
            'Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator[init.type="NewExpression"]:not([id.typeAnnotation.typeAnnotation.typeName.name="Readonly"])',
          message: 'State that is shared is exported as `Readonly<…>`, and changed by its methods.',
        },
        {
          selector:
            'SvelteDirective[kind="Binding"] > MemberExpression[object.name=/^(view|project|preferences|sketch|line|loop|search|explore|choice|spotChecking)$/]',
          message: 'State that is shared is changed by its methods: bind to a pair of functions.',
        },
      ],
    },
  },
  {
    // To TypeScript all of AssemblyScript's numbers are one type; there a cast changes them, and a type says what lies at an address.
    files: ['**/*.as.ts'],
    languageOptions: { parserOptions: { project: ['./tsconfig.kernels.json'] } },
    rules: {
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A kernel's globals lie in its own memory.
      'no-restricted-syntax': 'off',
    },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: windowParser } },
  },
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: globals.node } },
);

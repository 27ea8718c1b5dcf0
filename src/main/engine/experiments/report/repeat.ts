import { chosenOptions, type ExperimentSpec } from '../../../../shared/experiments/experiments';

/**
 * The command that runs an experiment again on its project, quoted for a POSIX shell, one option per line.
 * @param project name of the project file
 */
export function commandLine(spec: ExperimentSpec, project: string): string {
  const options = chosenOptions(spec)
    .flatMap(({ words, value }) => words(value))
    .map((words) => words.map(quoted).join(' '));
  return [`topo2vec experiment ${quoted(fileWord(project))} ${spec.experiment}`, ...options].join(' \\\n  ');
}

/** What the command needs beside its words: sentences. */
export const commandNotes = (spec: ExperimentSpec): string[] =>
  chosenOptions(spec).flatMap(({ note, value }) => note(value) ?? []);

/** A file's name that cannot be mistaken for an option. */
const fileWord = (name: string): string => (name.startsWith('-') ? `./${name}` : name);

/** A word as a POSIX shell reads it back. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

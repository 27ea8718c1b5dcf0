import { buildProgram } from './program';

/** Entry of the `topo2vec` command. */
void buildProgram().parseAsync(process.argv);

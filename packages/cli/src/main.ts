/** The entry of the `lodestone` command. */
import { runProgram } from './run-program.ts';

await runProgram();

import process from 'node:process';
import { reasonOf } from '#services/model/sentence.ts';
import { explain } from './explain.ts';
import { runCli } from './run-cli.ts';
import { openTerminal } from './terminal.ts';

/** Runs the command line of this process, which ends with its exit code. */
export async function runProgram(): Promise<void> {
  // A reader that closes the pipe early (`vedette findings list | head`) ends the process without a message.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      if (stream === process.stdout)
        openTerminal(process).complain(`The output cannot be written: ${reasonOf(error)}.`);
      process.exit(1);
    });
  // For an uncaught error, Node.js prints the line of code that threw it. In a bundle, that line is as long as a file, so
  // the error is explained instead. With source maps, as in a service, Node.js finds the line of the source.
  if (!process.sourceMapsEnabled)
    process.on('uncaughtException', (error) => {
      const { said, exit } = explain(error);
      for (const line of said) openTerminal(process).complain(line);
      process.exit(exit);
    });
  process.exitCode = await runCli(process.argv.slice(2), openTerminal(process));
}

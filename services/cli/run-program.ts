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
        openTerminal(process).complain(`What was found cannot be written: ${reasonOf(error)}.`);
      process.exit(1);
    });
  // Node.js would show the line in which it happened, which in a bundle is as long as a file. What shows lines of the
  // source, as a service does, goes on doing so.
  if (!process.sourceMapsEnabled)
    process.on('uncaughtException', (error) => {
      const { said, exit } = explain(error);
      for (const line of said) openTerminal(process).complain(line);
      process.exit(exit);
    });
  process.exitCode = await runCli(process.argv.slice(2), openTerminal(process));
}

import process from 'node:process';
import { reasonOf } from '#services/model/sentence.ts';
import { EXIT } from './exit-code.ts';
import { explain } from './explain.ts';
import { runCli } from './run-cli.ts';
import { openTerminal, type TerminalStreams } from './terminal.ts';

/** What a program uses of its process. */
interface OwnProcess extends TerminalStreams {
  readonly argv: readonly string[];
  readonly sourceMapsEnabled: boolean;
  exitCode?: number | string | null | undefined;
  exit(code: number): void;
  on(event: 'uncaughtException', listener: (error: Error) => void): unknown;
}

/** Runs the command line of this process, which ends with its exit code. */
export async function runProgram(own: OwnProcess = process): Promise<void> {
  // A reader that closes the pipe early (`vedette findings list | head`) ends the process without a message.
  for (const stream of [own.stdout, own.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const isClosed = error.code === 'EPIPE';
      if (!isClosed && stream === own.stdout)
        openTerminal(own).complain(`The output cannot be written: ${reasonOf(error)}.`);
      own.exit(isClosed ? EXIT.fine : EXIT.error);
    });
  // For an uncaught error, Node.js prints the line of code that threw it. In a bundle, that line is as long as a file, so
  // the error is explained instead. With source maps, as in a service, Node.js finds the line of the source.
  if (!own.sourceMapsEnabled)
    own.on('uncaughtException', (error) => {
      const { said, exit } = explain(error);
      for (const line of said) openTerminal(own).complain(line);
      own.exit(exit);
    });
  own.exitCode = await runCli(own.argv.slice(2), openTerminal(own));
}

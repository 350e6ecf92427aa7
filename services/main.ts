import process from 'node:process';
import { runCli } from './cli/run-cli.ts';
import { openTerminal } from './cli/terminal.ts';

// A reader that has seen enough (`vedette findings list | head`) ends us without a word.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await runCli(process.argv.slice(2), openTerminal(process));

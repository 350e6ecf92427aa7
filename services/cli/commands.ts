import type { AnyCommand } from './command.ts';
import { scan } from './scan.ts';

/** Every command, in the order that help shows them. */
export const COMMANDS: readonly AnyCommand[] = [scan];

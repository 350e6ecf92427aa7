import process from 'node:process';
import { expect, test } from 'vitest';
import { untilStopped } from '#services/cli/until-stopped.ts';

const heard = () => ['SIGINT', 'SIGTERM'].map((name) => process.listenerCount(name));

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s stops, and the next such signal ends the process as usual',
  async (signal) => {
    const before = heard();
    const stopped = untilStopped();
    expect(heard()).toEqual(before.map((count) => count + 1));
    process.emit(signal);
    await stopped;
    expect(heard()).toEqual(before);
  },
);

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { onBothDatabases } from '../databases.ts';
import { POLLERS } from './poller.ts';
import { runTrial } from './trial.ts';

const has = (command: string) => spawnSync(command, ['--version']).status === 0;
const KINDS = (['shell', 'python'] as const).filter((kind) => has(POLLERS[kind][0] === 'sh' ? 'curl' : 'python3'));

describe.skipIf(KINDS.length === 0)('the pollers of docs/siem', () => {
  onBothDatabases((open) => {
    test('miss nothing and repeat nothing while writers are slow and everybody is killed', async () => {
      await using closing = new AsyncDisposableStack();
      const database = closing.adopt(await open(), (opened) => opened.close());
      const { reads, changes } = await runTrial({
        database,
        pollers: KINDS,
        writers: 2,
        changes: 400,
        reconnects: 3,
        slowMs: 50,
        seed: 7,
      });
      expect(changes).toBeGreaterThanOrEqual(400);
      for (const read of reads) expect(read).toMatchObject({ missed: 0, repeated: 0, backwards: 0 });
    });
  });
});

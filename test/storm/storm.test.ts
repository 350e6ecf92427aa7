import { describe, expect, inject, test } from 'vitest';
import { createDatabase } from '../databases.ts';
import { storm } from './storm.ts';

/** `npm run storm` does the same with any numbers. */
describe.skipIf(inject('postgresUrl') === undefined)('a storm', () => {
  test('is over, and every finding is in Security Hub once, in its last state', async () => {
    const options = { findings: 3000, accounts: 6, workers: 2, kills: 1, seed: 7 };
    const report = await storm({ ...options, databaseUrl: await createDatabase() });
    expect(report.wrong).toEqual([]);
    expect(report.imported).toBe(options.findings);
    expect(report.counts).toEqual([{ sink: 'security-hub', state: 'delivered', deliveries: options.findings }]);
    expect(report.killed).toBe(1);
    const { weather, whims } = report;
    const kinds = [weather.throttled, weather.away, weather.lost, whims];
    // Which call meets which weather depends on which process calls first, so with so few calls one kind may be met by
    // none.
    expect(kinds.filter((times) => times > 0).length).toBeGreaterThanOrEqual(kinds.length - 1);
  });
});

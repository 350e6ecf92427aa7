import { reasonOf } from '#services/model/sentence.ts';
import { openDatabase } from '#db/client.ts';
import { directory } from '#db/queries/accounts.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Config } from '../../../config.ts';
import { loadDetectors } from '../../../detectors.ts';
import { loadSinks } from '../../../sinks.ts';
import { closest } from '#services/model/closest.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { detectorRows, shownSettings } from '../../shown-settings.ts';
import { table } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Show the settings, where each comes from, and the reason for each default',
  args: {
    type: { type: 'positional', required: false, description: 'A finding type: the settings of its detector' },
    account: { type: 'string', description: 'The settings for this account', valueHint: '111122223333' },
    json: { type: 'boolean', description: 'Print one JSON line per setting' },
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette config show': 'The program, its lists, and the configured detectors; secrets are not shown',
    'vedette config show --account=111122223333 Recon:EC2/Portscan': 'One detector as it applies to one account',
  },
  async run({ args, readConfig, terminal }) {
    if (args.account !== undefined && !/^\d{12}$/.test(args.account))
      throw new UsageError(`"${args.account}" is not an account id, which has twelve digits.`);
    const config = await readConfig();
    const detectors = await loadDetectors();
    const units = args.account === undefined ? [] : await unitsOf(config, args.account, (line) => terminal.talk(line));
    const rows =
      args.type === undefined
        ? shownSettings(config, { sinks: await loadSinks(), detectors }, args.account, units)
        : detectorRows(detectorOf(args.type, detectors), config, args.account, units);
    if (args.json) for (const row of rows) terminal.out(JSON.stringify(row));
    else
      for (const line of table(
        ['setting', 'value', 'from', 'because'],
        rows.map(({ setting, value, from, because }) => [setting, shown(value), from, because]),
        { columns: terminal.columns },
      ))
        terminal.out(line);
  },
});

function detectorOf(type: string, detectors: readonly AnyDetector[]): AnyDetector {
  const found = detectors.find((detector) => detector.type === type);
  if (found !== undefined) return found;
  const near = closest(
    type,
    detectors.map((detector) => detector.type),
  );
  throw new UsageError(`There is no finding type "${type}".`, near && `Did you mean ${near}?`);
}

/** The units that an account is below, as the last look at the organization found them. */
async function unitsOf(config: Config, accountId: string, talk: (line: string) => void): Promise<readonly string[]> {
  if (Object.keys(config.settings.organizationalUnits).length === 0) return [];
  try {
    const database = await openDatabase(config.databaseUrl);
    const { members: units } = await directory(database.db).finally(() => database.close());
    return units.get(accountId) ?? [];
  } catch (cause) {
    const reason = reasonOf(cause);
    talk(
      `Settings of organizational units are left out, because it is not known which ones the account is in: ${reason}`,
    );
    return [];
  }
}

function shown(value: unknown): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

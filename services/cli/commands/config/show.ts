import { reasonOf } from '#services/model/sentence.ts';
import { openDatabase } from '#db/client.ts';
import { directory } from '#db/queries/accounts.ts';
import type { Config } from '../../../config.ts';
import { loadDetectors } from '../../../detectors.ts';
import { loadSinks } from '../../../sinks.ts';
import { accountId } from '../../aws-names.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { detectorNamed } from '../../detector-named.ts';
import { detectorRows, shownSettings } from '../../shown-settings.ts';
import type { Terminal } from '../../terminal.ts';
import { printRows } from '../../print-rows.ts';

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
    const account = args.account === undefined ? undefined : accountId(args.account);
    const config = await readConfig();
    const detectors = await loadDetectors();
    const units = account === undefined ? [] : await unitsOf(config, account, terminal);
    const rows =
      args.type === undefined
        ? shownSettings(config, { sinks: await loadSinks(), detectors }, account, units)
        : detectorRows(detectorNamed(args.type, detectors), config, account, units);
    await printRows(
      rows,
      args.json,
      {
        head: ['setting', 'value', 'from', 'because'],
        cells: ({ setting, value, from, because }) => [setting, shown(value), from, because],
      },
      terminal,
    );
  },
});

/** The units that an account is below, as the last look at the organization found them. */
async function unitsOf(config: Config, account: string, terminal: Terminal): Promise<readonly string[]> {
  if (Object.keys(config.settings.organizationalUnits).length === 0) return [];
  try {
    const database = await openDatabase(config.databaseUrl);
    const { members: units } = await directory(database.db).finally(() => database.close());
    return units.get(account) ?? [];
  } catch (cause) {
    terminal.talk(
      `Settings of organizational units are left out, because it is not known which ones the account is in: ${reasonOf(cause)}`,
    );
    return [];
  }
}

function shown(value: unknown): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isScopable, scopeText } from '#services/intel/list-scope.ts';
import { ACCOUNT_ID, NO_OU_ID, OU_ID } from '#services/model/account-ids.ts';
import { listName, parseListFlag } from '#services/intel/list-flag.ts';
import type { ListCategory } from '#services/model/intel.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import { number } from '#services/model/numbers.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { iso } from '#services/model/time.ts';
import { intelFolder, keepVersion, stateOf } from '#services/workers/adapters/kept-lists.ts';
import { noteListAct, toldList } from '#services/workers/adapters/list-acts.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { LOCAL } from '../../local.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Add a list of your own, of trusted or malicious addresses and domains, until it is removed or expires',
  args: {
    list: {
      type: 'positional',
      required: true,
      description: 'CATEGORY=FILE: addresses, ranges (also private ones) and domains, in any supported format',
    },
    name: { type: 'string', description: 'Its name in findings and for intel remove (default: the name of the file)' },
    ou: {
      type: 'string',
      valueHint: 'ou-ab12-cd34ef56',
      description: 'Apply it only to accounts below this organizational unit. Repeatable',
    },
    account: { type: 'string', valueHint: '111122223333', description: 'Apply it only to this account. Repeatable' },
    expires: { type: 'string', valueHint: '2026-12-31', description: 'The day on which it expires' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['ou', 'account'],
  examples: {
    'vedette intel add trusted=offices.csv':
      'Its entries never lead to findings. A running service uses it within a minute',
    'vedette intel add custom=incident-7.txt --expires=2026-12-31': 'Malicious, until the end of the year',
    'vedette intel add trusted=scanners.txt --ou=ou-ab12-cd34ef56': 'Trusted in the accounts of one unit only',
  },
  async run({ args, lists, readConfig, terminal }) {
    const flag = parseListFlag(args.list);
    if (typeof flag === 'string') throw new UsageError(flag);
    const scope = scopeOf(flag.category, lists.ou, lists.account);
    const expiresAt = args.expires === undefined ? undefined : dayOf(args.expires);
    const name =
      args.name ??
      listName(flag.file)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-+|-+$/g, '');
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name))
      throw new UsageError(
        `"${name}" is not a name for a list: give --name with lower-case letters, digits and hyphens.`,
      );
    const bytes = await readFile(flag.file).catch((cause: unknown) => {
      throw new UsageError(`${flag.file} cannot be read (${reasonOf(cause)}): check its path and permissions.`);
    });
    const list = createThreatList(flag.category, name, bytes, Date.now());
    const entries = list.addressEntries + list.domainEntries;
    for (const { message, position } of list.troubles)
      terminal.talk(`${flag.file}${position === undefined ? '' : `, line ${position}`}: ${message}`);
    if (entries === 0) throw new UsageError(`${flag.file} has no entries: nothing was added.`);
    const { dataDir } = await readConfig();
    const [now, folder] = [Date.now(), intelFolder(dataDir, 'own', name)];
    const kept = { category: flag.category, ...(expiresAt !== undefined && { expiresAt }), ...(scope && { scope }) };
    const before = toldList(stateOf(folder));
    const after = toldList({ ...kept, current: { entries, sha256: hash('sha256', bytes) } });
    const entry = { ...LOCAL, what: 'list.added', subject: name, ...(before && { before }), ...(after && { after }) };
    noteListAct(dataDir, entry, now);
    keepVersion(folder, bytes, { entries, now, ...kept });
    const until = expiresAt === undefined ? `until vedette intel remove ${name}` : `until ${iso(expiresAt)}`;
    terminal.talk(
      `${name} (${flag.category}) is in force ${scope ? `in ${scopeText(scope)} ` : ''}with ${number(entries)} entries, ${until}.`,
    );
  },
});

/** @throws UsageError for an invalid unit or account, and for lists that apply to everybody */
function scopeOf(
  category: ListCategory,
  units: readonly string[],
  accounts: readonly string[],
): { organizationalUnits: string[]; accounts: string[] } | undefined {
  const unit = units.find((id) => !OU_ID.test(id));
  if (unit !== undefined) throw new UsageError(`--ou: "${unit}" ${NO_OU_ID}.`);
  const account = accounts.find((id) => !ACCOUNT_ID.test(id));
  if (account !== undefined)
    throw new UsageError(`--account: "${account}" is not an account id: write its twelve digits.`);
  if (units.length + accounts.length === 0) return undefined;
  if (!isScopable(category))
    throw new UsageError(`A ${category} list always applies to all accounts: leave out --ou and --account.`);
  return { organizationalUnits: units.toSorted(), accounts: accounts.toSorted() };
}

/** @throws UsageError for text that is no future day */
function dayOf(text: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day) || iso(day).slice(0, 10) !== text)
    throw new UsageError(`"${text}" is not a day such as 2026-12-31.`);
  if (day <= Date.now()) throw new UsageError(`${text} is in the past: give a day in the future.`);
  return day;
}

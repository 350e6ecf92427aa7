import { TOKEN_DAYS } from '#db/queries/access/tokens.ts';
import { ROLES, scopeName, scopeOf } from '#services/model/viewer.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { openTokens } from '../../access/token-store.ts';
import { UsageError } from '../../usage-error.ts';
import { wholeNumber } from '../../whole-number.ts';

export default command({
  summary: 'Create an API token for a machine',
  args: {
    name: { type: 'positional', required: true, description: 'Name: who uses the token, and for what' },
    role: { type: 'enum', options: [...ROLES], default: 'viewer', description: 'What it may do' },
    everything: { type: 'boolean', description: 'Give it access to every account' },
    account: { type: 'string', description: 'Give it access to this account. Repeatable' },
    ou: {
      type: 'string',
      description: 'Give it access to the accounts below this organizational unit, by id. Repeatable',
    },
    days: { type: 'string', default: String(TOKEN_DAYS.usual), description: 'Number of days until it expires' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'ou'],
  examples: {
    'vedette tokens create siem --everything': 'For a SIEM that reads all findings; stdout has only the token',
    'vedette tokens create payments --role=analyst --account=111122223333 --days=30': 'For one team, for a month',
    'vedette tokens create pager --ou=ou-ab12-cd34ef56':
      'For the accounts below a unit, including those that join later',
  },
  async run({ args, lists, readConfig, terminal }) {
    const days = wholeNumber('days', args.days, 1, TOKEN_DAYS.most);
    const scope = scopeOf({
      everything: args.everything,
      accounts: lists.account,
      organizationalUnits: lists.ou,
    });
    if (typeof scope === 'string') throw new UsageError(scope, 'Give --everything, or --account and --ou.');
    await using store = await openTokens(args.url, await readConfig());
    const { secret, token } = await store.create({ name: args.name, granted: { role: args.role, scope }, days });
    terminal.out(secret);
    terminal.talk(
      `Token ${token.id} is valid until ${token.expiresAt.toISOString()} for ${scopeName(scope)}, as ${token.role}. It is shown only once.`,
    );
    if (scope.kind === 'some' && scope.organizationalUnits.length > 0)
      terminal.talk('The next pass over the organization determines which accounts are below a unit.');
  },
});

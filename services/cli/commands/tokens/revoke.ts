import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { openTokens } from '../../access/token-store.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Revoke a token immediately',
  args: {
    id: { type: 'positional', required: true, description: 'The id, from tokens list' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette tokens revoke 5ec1a0d4f0b24a7c': 'The token is refused from the next request on' },
  async run({ args, readConfig, terminal }) {
    await using store = await openTokens(args.url, await readConfig());
    if (!(await store.revoke(args.id)))
      throw new UsageError(`There is no token "${args.id}" to revoke.`, 'vedette tokens list shows all tokens.');
    terminal.talk(`Token ${args.id} is revoked.`);
  },
});

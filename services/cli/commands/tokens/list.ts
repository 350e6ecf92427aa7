import { scopeName } from '#services/model/viewer.ts';
import { ageOf } from '../../age.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { printRows } from '../../print-rows.ts';
import { openTokens, type TokenLine } from '../../access/token-store.ts';

export default command({
  summary: 'List tokens, what each may do, and when it was last used',
  args: {
    json: { type: 'boolean', description: 'Print one JSON line per entry' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: { 'vedette tokens list': 'Includes expired and revoked tokens: the audit log names them by id' },
  async run({ args, readConfig, terminal }) {
    await using store = await openTokens(args.url, await readConfig());
    const tokens = await store.list();
    await printRows(
      tokens,
      args.json,
      {
        head: ['id', 'name', 'role', 'state', 'last used', 'sees'],
        cells: (token) => [
          token.id,
          token.name,
          token.role,
          stateOf(token, Date.now()),
          token.lastUsedAt === null ? 'never' : `${ageOf(Date.now() - token.lastUsedAt.getTime())} ago`,
          scopeName(token.scope),
        ],
      },
      terminal,
    );
    if (tokens.length === 0) terminal.talk('There are no tokens: vedette tokens create creates one.');
  },
});

function stateOf({ expiresAt, revokedAt }: TokenLine, nowMs: number): string {
  if (revokedAt !== null) return 'revoked';
  const left = expiresAt.getTime() - nowMs;
  return left <= 0 ? 'over' : `valid for ${ageOf(left)}`;
}

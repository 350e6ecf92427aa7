import { openDatabase } from '#db/client.ts';
import { verifyAudit } from '#db/queries/audit.ts';
import type { ChainEnd } from '#services/cases/audit-chain.ts';
import { number } from '#services/model/numbers.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { UsageError } from '../../usage-error.ts';

export default command({
  summary: 'Check that the audit log is unaltered; names the first row that was altered, removed or moved',
  args: {
    known: {
      type: 'string',
      valueHint: 'PLACE:HASH',
      description: 'The end that an earlier verify printed and you kept elsewhere. Repeatable',
    },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['known'],
  examples: {
    'vedette audit verify': 'Exits with 3 if it was altered; otherwise prints its end, to keep elsewhere',
  },
  async run({ lists, readConfig, terminal }) {
    const known = lists.known.map(endOf);
    const { databaseUrl } = await readConfig();
    await using closing = new AsyncDisposableStack();
    const { db } = closing.adopt(await openDatabase(databaseUrl), (opened) => opened.close());
    const verified = await verifyAudit(db, known);
    if ('what' in verified) {
      terminal.complain(`The audit log was altered. ${verified.what}`);
      return EXIT.findings;
    }
    terminal.out(`${verified.place}:${verified.hash}`);
    terminal.talk(`The audit log is intact: ${number(verified.place)} rows.`);
    return EXIT.fine;
  },
});

function endOf(text: string): ChainEnd {
  const [, place, hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (place === undefined)
    throw new UsageError(`--known: "${text}" is not an end of the log: write it as verify printed it, PLACE:HASH.`);
  return { place: Number(place), hash };
}

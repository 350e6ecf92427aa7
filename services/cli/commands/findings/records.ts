import { RECORDS_AT_ONCE_MAX, type RawRecord } from '#services/model/evidence.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { askedFindingId } from '../../findings/asked-finding-id.ts';
import { SOURCE_ARG } from '../../findings/finding-source.ts';
import { recordsOf } from '../../findings/record-source.ts';
import { Json, Painted } from '../../line.ts';
import { wholeNumber } from '../../whole-number.ts';

export default command({
  summary: 'Show the log records behind a finding, as they are in the logs',
  args: {
    id: { type: 'positional', required: true, description: 'The id: 32 hex digits, from findings list' },
    limit: { type: 'string', default: '5', description: `Number of records to show, at most ${RECORDS_AT_ONCE_MAX}` },
    from: { type: 'string', default: '0', description: 'Index of the first record to show, counted from 0' },
    kept: { type: 'boolean', description: 'Show only the records that are stored with the finding; no log is read' },
    json: { type: 'boolean', description: 'Print one JSON line per record' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  examples: {
    'vedette findings records 5ec1a0d4f0b24a7c9d3e6f7081920a1b': 'The earliest records',
    'vedette findings records 5ec1a0d4f0b24a7c9d3e6f7081920a1b --kept': 'When the logs are gone, or out of reach',
    'vedette findings records 5ec1a0d4f0b24a7c9d3e6f7081920a1b --limit=20 --json | jq -r .text':
      'For further processing',
  },
  async run({ args, readConfig, terminal }) {
    const id = askedFindingId(args.id);
    const page = {
      first: wholeNumber('limit', args.limit, 1, RECORDS_AT_ONCE_MAX),
      from: wholeNumber('from', args.from, 0, 1_000_000),
    };
    const records = await recordsOf(id, args.kept ? 'kept' : page, args.url, await readConfig());
    if (records === undefined) {
      terminal.complain(`There is no finding ${id}.`);
      return EXIT.error;
    }
    for (const record of records) {
      if (args.json) terminal.out(new Json(record));
      else for (const line of inWords(record)) terminal.out(line);
    }
    if (records.length === 0)
      terminal.talk(args.kept ? 'No records are kept with the finding.' : 'The finding has no more records.');
    const lost = records.filter((record) => 'trouble' in record).length;
    return lost > 0 && lost === records.length ? EXIT.error : EXIT.fine;
  },
});

function* inWords(record: RawRecord): Generator<string | Painted> {
  const { object, position, time } = record.origin;
  yield new Painted('bold', `${time}  ${object} at ${position}`);
  yield 'trouble' in record ? new Painted('yellow', record.trouble) : record.text;
  if ('isCut' in record && record.isCut) yield new Painted('dim', 'The record is longer; the rest is cut off.');
  if ('isKept' in record && record.isKept) yield new Painted('dim', 'Kept with the finding; its log was not read now.');
  yield '';
}

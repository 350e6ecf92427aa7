import { counted } from '#services/model/numbers.ts';
import { hours } from '#services/model/time.ts';
import { isGap } from '#services/organization/coverage-hours.ts';
import { accountId, regionName } from '../aws-names.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { openCoverage } from '../coverage/coverage-source.ts';
import { coverageLines } from '../coverage/coverage-lines.ts';
import { EXIT } from '../exit-code.ts';
import { SOURCE_ARG } from '../findings/finding-source.ts';
import { Json } from '../line.ts';
import { sourceName } from '../source-name.ts';
import { wholeNumber } from '../whole-number.ts';

/** The most hours that are asked for and printed: a line of a month is wider than any screen. */
const HOURS_MAX = 24 * 31;

export default command({
  summary: 'Show what was watched and what was not: gaps and how to close them, and every stream of logs hour by hour',
  args: {
    account: { type: 'string', description: 'Only this account. Repeatable', valueHint: '111122223333' },
    region: { type: 'string', description: 'Only this Region. Repeatable', valueHint: 'eu-west-1' },
    source: { type: 'string', description: 'Only this kind of log. Repeatable', valueHint: 'cloudtrail' },
    hours: { type: 'string', default: '24', description: 'How many hours to look back' },
    format: { type: 'enum', options: ['table', 'json'], default: 'table', description: 'A table, or JSON lines' },
    ...SOURCE_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'region', 'source'],
  examples: {
    'vedette coverage': 'Every gap, and the last day of every stream',
    'vedette coverage --account=111122223333 --source=cloudtrail --hours=168': 'Was this account watched all week?',
    'vedette coverage --format=json | jq .': 'For scripts. Exits with 3 if there is a gap',
  },
  async run({ args, lists, readConfig, terminal }) {
    const accounts = lists.account.map(accountId);
    const regions = lists.region.map(regionName);
    const sources = lists.source.map(sourceName);
    const back = wholeNumber('hours', args.hours, 1, HOURS_MAX);
    await using coverage = await openCoverage(args.url, await readConfig());
    const isAsked = (of: {
      readonly accountId: string;
      readonly region: string | null;
      readonly source: string | null;
    }) =>
      (accounts.length === 0 || accounts.includes(of.accountId)) &&
      (regions.length === 0 || of.region === null || regions.includes(of.region)) &&
      (sources.length === 0 || of.source === null || sources.includes(of.source));
    const known = await coverage.facts();
    const facts = known.filter(isAsked);
    const to = Math.floor(Date.now() / hours(1) + 1) * hours(1);
    const ids = [...new Set(known.map((fact) => fact.accountId))];
    const asked = accounts.length > 0 ? accounts : ids;
    const streams = (await coverage.hours(asked, to - hours(back), to)).filter(isAsked);
    const proofGaps = (await coverage.proofGaps(to - hours(back), to)).filter(isAsked);
    const pastGaps = (await coverage.pastGaps(to - hours(back), to)).filter(isAsked);
    const lines =
      args.format === 'json'
        ? [...facts, ...proofGaps, ...pastGaps, ...streams].map((each) => new Json(each))
        : coverageLines({ facts, proofGaps, pastGaps, streams }, terminal.columns, Date.now());
    await terminal.outAll(lines);
    if (facts.length + streams.length === 0)
      terminal.talk(
        known.length === 0
          ? 'No account is known yet: run `vedette serve`, which looks at the organization.'
          : `Nothing matches these filters. \`vedette coverage\` shows what is known of ${counted(ids.length, 'account')}.`,
      );
    const gap =
      facts.some(({ state }) => state === 'gap') ||
      proofGaps.some(({ endedAt }) => endedAt === null) ||
      streams.some((stream) => stream.hours.some(isGap));
    return gap ? EXIT.findings : EXIT.fine;
  },
});

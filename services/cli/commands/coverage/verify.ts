import { openDatabase } from '#db/client.ts';
import { PROOF_REMEDIES, type ProofGap } from '#services/model/digest.ts';
import { counted } from '#services/model/numbers.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { days } from '#services/model/time.ts';
import { regionName } from '../../aws-names.ts';
import { command, CONFIG, QUIET } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { Json } from '../../line.ts';
import { openAwsOf } from '../../open-aws.ts';
import { askedSpan, SPAN_ARGS } from '../../span-args.ts';
import { table } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';

/** The longest time that is verified at once: a month of the busiest account is some hundred thousand log files. */
const SPAN_MAX = days(31);

export default command({
  summary:
    'Verify the CloudTrail logs of a time span against their digests; reads every log file again from the bucket',
  args: {
    ...SPAN_ARGS,
    region: { type: 'string', description: 'Only this Region. Repeatable', valueHint: 'eu-west-1' },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'region'],
  examples: {
    'vedette coverage verify --from=2026-11-01 --to=2026-11-02':
      'Is everything that CloudTrail delivered that day still there?',
    'vedette coverage verify --from=2026-11-01 --account=111122223333 --format=json':
      'For one account, for scripts. Exits with 3 if something is not as it was delivered',
  },
  async run({ args, lists, readConfig, terminal }) {
    const now = Date.now();
    const { from, to, accounts } = askedSpan(args, lists, now);
    if (to - from > SPAN_MAX) throw new UsageError('--to must be within 31 days of --from.');
    const regions = lists.region.map(regionName);
    const config = await readConfig();
    const [{ cloudtrailDigests }, { rememberedPrefixes }, { proveSpan }] = await Promise.all([
      import('#services/aws/cloudtrail-digests.ts'),
      import('#services/workers/pass/list-prefixes.ts'),
      import('#services/workers/prove-span.ts'),
    ]);
    await using closing = new AsyncDisposableStack();
    const database = closing.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
    const aws = closing.use(await openAwsOf(config));
    const store = cloudtrailDigests(aws);
    const places = (await rememberedPrefixes({ database })).filter(
      ({ place }) =>
        place.digests !== undefined &&
        (accounts?.includes(place.accountId) ?? true) &&
        (regions.length === 0 || regions.includes(place.region)),
    );
    const gaps: ProofGap[] = [];
    const total = { digests: 0, proved: 0, refused: 0 };
    for (const [at, remembered] of places.entries()) {
      terminal.progress(() => `Verifying: ${at} of ${counted(places.length, 'folder')}`);
      try {
        const span = await proveSpan(store, remembered, { from, to, now });
        total.digests += span.digests;
        total.proved += span.proved;
        gaps.push(...span.gaps);
      } catch (error) {
        const { accountId: account, region } = remembered.place;
        terminal.complain(`${account} ${region} cannot be verified: ${sentenceOf(error)}`);
        total.refused++;
      }
    }
    await terminal.outAll(args.format === 'json' ? gaps.map((gap) => new Json(gap)) : linesOf(gaps, terminal.columns));
    terminal.talk(
      places.length === 0
        ? 'No trail with digests is known: run `vedette serve`, which finds trails, and switch on log file validation.'
        : `${counted(total.digests, 'digest')} of ${counted(places.length, 'folder')} prove ${counted(total.proved, 'log file')}; ${gaps.length} not as delivered.`,
    );
    if (gaps.length > 0) return EXIT.findings;
    return total.refused > 0 ? EXIT.error : EXIT.fine;
  },
});

function linesOf(gaps: readonly ProofGap[], columns: number | undefined) {
  return table(
    ['not as delivered', 'of', 'which', 'problem, and what to do'],
    gaps.map(({ accountId: account, region, kind, from, bucket, key, detail }) => [
      `${account} ${region}`,
      `${new Date(from).toISOString().slice(0, 16)}Z`,
      `s3://${bucket}/${key}`,
      `${detail} ${PROOF_REMEDIES[kind]}`,
    ]),
    { columns },
  );
}

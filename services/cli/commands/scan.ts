import { FEED_CATEGORIES } from '#services/intel/feed-categories.ts';
import { openSync, writeSync, closeSync } from 'node:fs';
import type { Sink } from '#services/model/delivery.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { ObjectReport } from '#services/model/log-object.ts';
import type { Config } from '../../config.ts';
import { openDetection } from '../../detection.ts';
import { loadDetectors } from '../../detectors.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { LIST_ARG, listTroubles, openLists } from '../list-files.ts';
import { Json } from '../line.ts';
import { OUTPUT_FORMATS, printFindings } from '../output-format.ts';
import { missingListsInShort } from '#services/organization/missing-lists.ts';
import { areFiles, openInputs } from '../scan/inputs.ts';
import { ScanAccount } from '../scan/scan-account.ts';
import { scanObjects } from '../scan/scan-objects.ts';
import type { ScanThreadParts } from '../scan/scan-thread.ts';
import type { Helpers } from '../scan/scan-threads.ts';
import { inertJson } from '#services/model/inert.ts';
import { number } from '#services/model/numbers.ts';
import { formatOf } from '#services/sources/vpc-flow/layout.ts';
import type { Terminal } from '../terminal.ts';
import { accountId, regionName } from '../aws-names.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from '../whole-number.ts';

export default command({
  summary: 'Look for threats in log files, folders and buckets, without a database',
  args: {
    path: {
      type: 'positional',
      description:
        'One or more files, folders (with everything below them), s3://BUCKET/PREFIX, or - for standard input',
      required: true,
    },
    format: {
      type: 'enum',
      options: [...OUTPUT_FORMATS],
      default: 'table',
      description: 'Output: a table, or JSON lines',
    },
    ...LIST_ARG,
    account: { type: 'string', description: 'Account of records that do not name one', valueHint: '111122223333' },
    region: {
      type: 'string',
      description: 'Region of records that do not name one (default: AWS_REGION, then us-east-1)',
      valueHint: 'eu-west-1',
    },
    'flow-format': {
      type: 'string',
      description: 'Fields of flow logs without a header line, as in LogFormat of ec2:DescribeFlowLogs',
      valueHint: "'${version} ${account-id} …'",
    },
    report: {
      type: 'string',
      valueHint: 'FILE',
      description: 'Write the result for every file as JSON lines, to a file or to - (stdout)',
    },
    store: { type: 'boolean', description: 'Store the findings in the database, without raw records' },
    threads: {
      type: 'string',
      default: '1',
      description: 'Number of threads that read files; each needs as much memory as a scan of its own',
      valueHint: 'N',
    },
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['list'],
  variadic: true,
  examples: {
    'vedette scan logs/': 'Every log file below a folder, findings as a table',
    'vedette scan trail.json.gz flow.log.gz --format=guardduty | jq .type':
      'Two files, findings as GuardDuty writes them',
    'vedette scan s3://my-logs/AWSLogs/111122223333/ --list=tor-exit=exits.txt --list=custom=ours.csv':
      'A bucket, with threat lists',
    'zcat trail.json.gz | vedette scan -': 'The output of another program',
    'vedette scan logs/ --report=report.jsonl --quiet || echo "exit $?"':
      'In a script: exit code 3 means that there are findings',
  },
  async run({ args, lists, readConfig, terminal }) {
    const opening = Promise.withResolvers<ScanThreadParts>();
    await using helpers = await helpersOf(
      wholeNumber('threads', args.threads, 1, THREADS_MAX),
      args._,
      opening.promise,
    );
    const config = await readConfig();
    const home = homeOf(args.account, args.region, config.awsRegion);
    const flowFormat = flowFormatOf(args['flow-format']);
    const [inputs, intel, detectors] = await Promise.all([
      openInputs(args._, config),
      openLists(lists.list, config),
      loadDetectors(),
    ]);
    await using closing = new AsyncDisposableStack();
    closing.use(inputs);
    using writer = openReport(args.report, terminal);
    for (const line of listTroubles(intel)) terminal.talk(line);
    const missing = missingListsInShort(detectors, intel.intel, FEED_CATEGORIES);
    if (missing !== undefined) terminal.talk(missing);
    const parts = {
      settings: config.settings,
      known: config.known,
      homeRegion: config.homeRegion,
      home,
      textMb: config.objectTextMb,
      ...(flowFormat && { flowFormat }),
    };
    const { objectTextMb, archiveTextMb, archiveFiles, archiveDepth } = config;
    const archives = { objectTextMb, archiveTextMb, archiveFiles, archiveDepth };
    opening.resolve({ ...parts, archives, intel: intel.from });
    const detection = await openDetection({ ...parts, detectors, intel: intel.intel });

    const account = new ScanAccount(inputs.setOf);
    for (const refused of inputs.refused) account.refuse(refused);
    using outcome = await scanObjects(inputs.objects(), {
      detection,
      store: inputs.store,
      archives,
      now: new Date(),
      helpers,
      onReport(report) {
        account.add(report);
        writer.write(report);
        terminal.progress(
          () => `Read ${number(account.files)} of ${number(inputs.count)} files, ${number(account.records)} records`,
        );
      },
    });
    const sources = new Map(detectors.map(({ type, from }) => [type, from.source]));
    const { findings } = outcome;
    for (const head of findings.heads) account.count(head, sources.get(head.type));
    const { length: count } = findings.heads;
    const most = args.format === 'table' && terminal.columns !== undefined ? SHOWN_MAX : count;
    await printFindings(Iterator.from(findings).take(most), args.format, detectors, terminal);
    if (count > most)
      terminal.out(
        `and ${number(count - most)} more, none more severe. To see all, use --format=finding or a pipe: vedette scan … | less`,
      );
    if (!terminal.silent) {
      const { scanReport } = await import('../scan/scan-report.ts');
      for (const line of scanReport(account, findings.heads)) terminal.talk(line);
    }
    for (const line of outcome.skipped) terminal.talk(line);
    if (args.store) {
      const { storeFindings } = await import('../scan/store-findings.ts');
      const { openDatabase } = await import('#db/client.ts');
      const sinks = await sinksOf(config, detectors);
      const database = await openDatabase(config.databaseUrl);
      try {
        terminal.talk(
          await storeFindings({ db: database.db, detection, sinks }, findings.observations(), [...outcome.facts]),
        );
      } finally {
        await database.close();
      }
    }
    if (count > 0) return EXIT.findings;
    return account.files > 0 && account.failed.count < account.files ? EXIT.fine : EXIT.error;
  },
});

/** A terminal shows at most this many findings, the worst ones; a table below them counts all by type. */
const SHOWN_MAX = 200;

/** Threads can open files only. If a bucket or the standard input is among the paths, the scan uses no threads. */
async function helpersOf(
  threads: number,
  paths: readonly string[],
  parts: Promise<ScanThreadParts>,
): Promise<Helpers | undefined> {
  if (threads === 1 || !areFiles(paths)) return undefined;
  const { openHelpers } = await import('../scan/scan-threads.ts');
  return openHelpers(threads - 1, parts);
}

/** Each thread needs about as much memory as a whole scan. */
const THREADS_MAX = 64;

/** The sinks that the service has: findings are only queued for them here, and the service delivers them. */
async function sinksOf(config: Config, detectors: readonly AnyDetector[]): Promise<readonly Sink[]> {
  const [{ loadSinks, openSinks }, { renderersOf }, { openAwsOf }] = await Promise.all([
    import('../../sinks.ts'),
    import('../../formats.ts'),
    import('../open-aws.ts'),
  ]);
  await using aws = config.memberRole === undefined ? undefined : await openAwsOf(config);
  return await openSinks(await loadSinks(), config.sinks, { aws }, renderersOf(detectors));
}

function homeOf(account: string | undefined, region: string | undefined, awsRegion: string) {
  return {
    ...(account !== undefined && { accountId: accountId(account) }),
    region: region === undefined ? awsRegion : regionName(region),
  };
}

function opened(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (cause) {
    throw new UsageError(`--report=${file} cannot be written: ${reasonOf(cause)}.`, 'Give a file, or - for stdout.');
  }
}

function flowFormatOf(format: string | undefined): readonly string[] | undefined {
  const fields = format === undefined ? undefined : formatOf(format);
  if (format !== undefined && fields === undefined)
    throw new UsageError(
      `"${format}" is not a flow log format.`,
      "Give the LogFormat that ec2:DescribeFlowLogs prints, in single quotes: '${version} ${account-id} …'.",
    );
  return fields;
}

function openReport(file: string | undefined, terminal: Terminal): Disposable & { write(report: ObjectReport): void } {
  if (file === undefined) return { write() {}, [Symbol.dispose]() {} };
  if (file === '-') return { write: (report) => terminal.out(new Json(report)), [Symbol.dispose]() {} };
  const descriptor = opened(file);
  return {
    write: (report) => void writeSync(descriptor, `${inertJson(JSON.stringify(report))}\n`),
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

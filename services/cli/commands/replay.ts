import { openDatabase } from '#db/client.ts';
import { counted, number } from '#services/model/numbers.ts';
import { openDetection } from '../../detection.ts';
import { loadDetectors } from '../../detectors.ts';
import { createLog } from '../../log.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Json } from '../line.ts';
import { LIST_ARG, listTroubles, openLists } from '../list-files.ts';
import { awsObjects, openAwsOf } from '../open-aws.ts';
import { askedSpan, SPAN_ARGS } from '../span-args.ts';
import { table } from '../table.ts';
import { UsageError } from '../usage-error.ts';

export default command({
  summary: 'Read the logs of a time span again, and compare the findings with those found live',
  args: {
    ...SPAN_ARGS,
    expect: { type: 'string', description: 'The expected digest', valueHint: 'DIGEST' },
    ...LIST_ARG,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'list'],
  examples: {
    'vedette replay --from=2026-11-01 --to=2026-11-08': 'Would the logs of that week give the same findings today?',
    'vedette replay --from=2026-11-01 --account=111122223333 --expect=3f1c…':
      'Exits with 3 if anything differs, and lists every finding that does',
  },
  async run({ args, lists, readConfig, terminal }) {
    const { from, to, accounts } = askedSpan(args, lists, Date.now());
    if (args.expect !== undefined && !/^[0-9a-f]{64}$/.test(args.expect))
      throw new UsageError('--expect must be a digest as this command prints it: 64 hex digits.');
    const config = await readConfig();
    const [{ replay }, intel, detectors] = await Promise.all([
      import('../../replay.ts'),
      openLists(lists.list, config),
      loadDetectors(),
    ]);
    for (const line of listTroubles(intel)) terminal.talk(line);
    const { settings, known, homeRegion, objectTextMb: textMb } = config;
    const detection = await openDetection({ detectors, intel: intel.intel, settings, known, homeRegion, textMb });
    await using closing = new AsyncDisposableStack();
    const database = closing.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
    const aws = config.memberRole === undefined ? undefined : closing.use(await openAwsOf(config));
    const { folderObjects } = await import('#services/workers/adapters/folder-objects.ts');
    const objects = aws === undefined ? folderObjects('', textMb) : (await awsObjects(aws, textMb))(database);
    const { differences, ...replayed } = await replay(
      {
        db: database.db,
        scratch: () => openDatabase('pglite:memory'),
        objects,
        detection,
        log: createLog('error'),
        config,
      },
      { from: new Date(from), to: new Date(to), accountIds: accounts },
    );
    const lines =
      args.format === 'json'
        ? [new Json(replayed), ...differences.map((difference) => new Json(difference))]
        : [
            `live      ${replayed.live}`,
            `replayed  ${replayed.digest}`,
            ...table(
              ['finding', 'type', 'account', 'is', 'in what'],
              differences.map(({ id, type, accountId: account, is, members }) => [
                id,
                type,
                account,
                WORDS[is],
                members.join(', '),
              ]),
              { columns: terminal.columns },
            ),
          ];
    await terminal.outAll(lines);
    terminal.talk(
      `${counted(replayed.objects, 'log object')} read again, ${number(replayed.unread)} of them could not be; ${counted(replayed.findings, 'finding')} that began and ended within the time.`,
    );
    const {
      otherwise: { learned, ...otherwise },
      forgotten,
    } = replayed;
    for (const [what, objectsOtherwise] of Object.entries(otherwise))
      if (objectsOtherwise > 0)
        terminal.talk(`${counted(objectsOtherwise, 'object')} were read live with different ${NAMES[what] ?? what}.`);
    if (learned > 0)
      terminal.talk(`${counted(learned, 'object')} were judged live with less history than is known now.`);
    if (forgotten.length > 0)
      terminal.talk(
        `${counted(forgotten.length, 'type')} that judge a day by earlier weeks are not compared, because some of those weeks are no longer kept. Time spans within the last week are compared completely.`,
      );
    if (replayed.objects === 0) {
      terminal.complain(
        'No object that was read live has records of that time span, so there is nothing to compare. `vedette coverage` shows what was read.',
      );
      return EXIT.error;
    }
    if (args.expect !== undefined && args.expect !== replayed.digest) {
      terminal.complain(`The digest is ${replayed.digest}, and ${args.expect} was expected.`);
      return EXIT.findings;
    }
    return differences.length > 0 ? EXIT.findings : EXIT.fine;
  },
});

const WORDS = { missing: 'found only live', added: 'found only now', different: 'different' } as const;
const NAMES: Readonly<Record<string, string>> = { detectors: 'detectors', settings: 'settings', intel: 'lists' };

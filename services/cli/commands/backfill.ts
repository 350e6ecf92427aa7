import { openDatabase } from '#db/client.ts';
import { appendAudit } from '#db/queries/audit.ts';
import { takeLearning } from '#db/queries/learning.ts';
import { counted, number } from '#services/model/numbers.ts';
import { days, iso } from '#services/model/time.ts';
import { SOURCES } from '#services/sources/index.ts';
import { loadDetectors } from '../../detectors.ts';
import { createLog } from '../../log.ts';
import { openQueue } from '../../workers/adapters/queue.ts';
import { backfill } from '../../workers/pass/backfill.ts';
import { forgetDays } from '../../workers/pass/forget-days.ts';
import { learnDay } from '../../workers/pass/learn-day.ts';
import { receive } from '../../workers/receive.ts';
import { command, CONFIG, QUIET } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { LOCAL } from '../local.ts';
import { OBJECT_ARGS, objectFilter } from '../objects/object-filter.ts';
import { openAwsOf } from '../open-aws.ts';
import { timeOf } from '../time-of.ts';
import { UsageError } from '../usage-error.ts';

export default command({
  summary: 'Have the running service read older logs; what it already read is not read again',
  args: {
    from: {
      type: 'string',
      required: true,
      description: 'Start, by the time in the object keys',
      valueHint: '30d',
    },
    to: {
      type: 'string',
      default: '0m',
      description: 'End, by the time in the object keys',
      valueHint: '2026-11-22T19:00Z',
    },
    'in-order': {
      type: 'boolean',
      description: 'Wait after each day until the service has read it, and learn from it before the next is judged',
    },
    ...OBJECT_ARGS,
    ...CONFIG,
    ...QUIET,
  },
  repeatable: ['account', 'source'],
  examples: {
    'vedette backfill --from=30d': 'Everything from the last thirty days',
    'vedette backfill --from=30d --in-order': 'The same on a new installation, which learns what is ordinary from it',
    'vedette backfill --from=2026-11-01T00:00Z --to=2026-11-08T00:00Z --account=111122223333 --source=cloudtrail':
      'One week of one account',
  },
  async run({ args, lists, readConfig, terminal }) {
    const config = await readConfig();
    const now = new Date();
    const [from, to] = [timeOf(args.from, now.getTime()).getTime(), timeOf(args.to, now.getTime()).getTime()];
    if (from >= to) throw new UsageError(`--from=${args.from} is not before --to=${args.to}.`);
    // The ledger remembers objects for the retention: older ones could be counted twice.
    if (from < now.getTime() - days(config.retentionDays))
      throw new UsageError(
        `--from=${args.from} is more than ${counted(config.retentionDays, 'day')} ago: Vedette no longer knows which older objects were read.`,
        'vedette scan reads them without a database. A higher VEDETTE_RETENTION_DAYS keeps more from now on.',
      );
    await using closing = new AsyncDisposableStack();
    const database = closing.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
    const aws = closing.use(await openAwsOf(config));
    const world = { database, log: createLog('error'), now: () => new Date() };
    const queue = closing.adopt(await openQueue(database, world.log), (opened) => opened.stop());
    const filter = objectFilter(lists);
    const about = { ...filter, from: iso(from), to: iso(to) };
    await database.db.transaction((tx) =>
      appendAudit(tx, [{ ...LOCAL, what: 'log-objects.backfilled', about }], world.now()),
    );
    const learning = {
      detectors: await loadDetectors(),
      budget: config.alertsPerAccountWeek,
      progress: (objects: number) =>
        terminal.progress(() => `Waiting until the service has read ${counted(objects, 'object')}`),
    };
    if (args['in-order'] === true) {
      closing.use(await takeLearning(database));
      const kept = await forgetDays(world, from, learning.detectors);
      if (kept.size > 0)
        terminal.complain(
          `${counted(kept.size, 'account')} learned from later days already: the days that are entered now are judged, but teach nothing there.`,
        );
    }
    const learn = async (dayEndsAt: number) => {
      if (await learnDay(world, dayEndsAt, learning)) return;
      throw new UsageError(
        'No service has read anything for ten minutes.',
        'Start vedette serve, then run this again.',
      );
    };
    const filled = await backfill(world, aws, (objects) => receive(world, queue, SOURCES, objects), {
      ...filter,
      from,
      to,
      ...(args['in-order'] === true && { entered: learn }),
      progress: (done, of, objects) =>
        terminal.progress(() => `Listed ${number(done)} of ${counted(of, 'folder')}: ${counted(objects, 'object')}`),
    });
    for (const [place, { detail }] of filled.refused) terminal.complain(`${place}: ${detail}`);
    if (filled.places === 0)
      terminal.talk(
        'No log folders are known for this selection: vedette serve finds them when it looks at the organization.',
      );
    else
      terminal.talk(
        `${counted(filled.objects, 'object')} of ${counted(filled.places, 'place')} added to the ledger; known objects were skipped, and the running service reads the rest.`,
      );
    return filled.refused.size > 0 ? EXIT.error : EXIT.fine;
  },
});

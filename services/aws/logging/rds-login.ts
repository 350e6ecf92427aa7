import type { ClientConfig } from '../aws.ts';
import type { LoggingCalls } from '../logging.ts';
import { databaseClusterPages, databasePages } from '../rds.ts';
import { followSubscriptions, unlogged } from '../subscriptions.ts';

const rdsLogin: LoggingCalls = {
  source: 'rds-login',
  permissions: [],

  /** Follows the subscriptions of the databases' log groups; those of deleted databases may hold unread logs. */
  async find(config, { destinations }) {
    const [all, { found, unread }] = await Promise.all([
      listDatabases(config),
      followSubscriptions(config, destinations, '/aws/rds/', (name) => LOG_GROUP.test(name)),
    ]);
    const databases = all.flatMap((database) => {
      const logs = logsOf(database.engine);
      return logs === undefined ? [] : [{ ...database, logs }];
    });
    return {
      found,
      resources: databases.length,
      unread: databases.flatMap(({ kind, name, logs, published }) => {
        const groups = logs.filter((log) => published.includes(log)).map((log) => `/aws/rds/${kind}/${name}/${log}`);
        if (groups.length === 0)
          return unlogged(
            `The database ${kind} ${name} publishes no log of log-ins: publish its ${logs.join(' or ')} log to CloudWatch Logs.`,
          );
        const reasons = groups.map(unread);
        // Each of an engine's logs has log-ins: one that is read is enough.
        return reasons.includes(undefined) ? [] : (reasons[0] ?? []);
      }),
    };
  },
};
export default rdsLogin;

/** "Publishing database logs to Amazon CloudWatch Logs" in the Amazon RDS User Guide. */
const LOG_GROUP = /^\/aws\/rds\/(?:instance|cluster)\/[^/]+\/(?:postgresql|audit|error)$/;

/** The logs in which an engine records log-ins; undefined for an engine whose logs are not read. */
function logsOf(engine: string): readonly string[] | undefined {
  if (/postgres/.test(engine)) return ['postgresql'];
  return /mysql|mariadb/.test(engine) ? ['audit', 'error'] : undefined;
}

interface Database {
  readonly kind: 'instance' | 'cluster';
  readonly name: string;
  /** `postgres`, `aurora-mysql`. */
  readonly engine: string;
  readonly published: readonly string[];
}

async function listDatabases(config: ClientConfig): Promise<readonly Database[]> {
  const databases: Database[] = [];
  for await (const page of databasePages(config))
    for (const { DBInstanceIdentifier: name, DBClusterIdentifier, Engine, EnabledCloudwatchLogsExports } of page)
      if (!DBClusterIdentifier) databases.push(...databaseOf('instance', name, Engine, EnabledCloudwatchLogsExports));
  for await (const page of databaseClusterPages(config))
    for (const { DBClusterIdentifier: name, Engine, EnabledCloudwatchLogsExports } of page)
      databases.push(...databaseOf('cluster', name, Engine, EnabledCloudwatchLogsExports));
  return databases;
}

function databaseOf(
  kind: Database['kind'],
  name: string | undefined,
  engine = '',
  published: readonly string[] = [],
): readonly Database[] {
  return name === undefined ? [] : [{ kind, name, engine, published }];
}

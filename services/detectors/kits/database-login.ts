import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { detailsOf, resourceOf } from '#services/model/resource-kind.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import type { Resource, Subject } from '#services/model/subject.ts';
import rdsDbInstance from '#services/resources/rds-db-instance.ts';
import { mysql, postgresConnection, postgresFailure, postgresLogin } from '#services/sources/rds-login/example.ts';
import { rdsLogin, type RdsLoginEvent, type RdsLoginRecord } from '#services/sources/rds-login/record.ts';
import type { CallerList } from './caller-lists.ts';
import { addressMatches, addressOn, listNames } from './lists.ts';
import { capitalized, enumerated } from './wording.ts';

/** The database of a login attempt. */
export function aboutDatabaseOf({ database, cluster, engine }: RdsLoginRecord): Subject {
  const details = {
    ...(database !== undefined && { dbInstanceIdentifier: database }),
    ...(cluster !== undefined && { dbClusterIdentifier: cluster }),
    engine,
  };
  return { resource: resourceOf(rdsDbInstance, details), role: 'TARGET' };
}

/** How a sentence names the database. */
export function databaseWords(resource: Resource): string {
  const [details] = detailsOf(rdsDbInstance, resource);
  return rdsDbInstance.words(details ?? {});
}

/** References for findings about logins to databases. */
export const RDS_REFERENCES = [
  {
    title: 'GuardDuty RDS Protection finding types',
    url: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings-rds-protection.html',
  },
];

/** A blind spot of every detector of logins. */
export const NO_LOGIN_LOG =
  'Databases whose engine does not log connections (log_connections of PostgreSQL, the audit log of MySQL), or whose logs are not delivered.';

/** The outcomes that finding types about listed callers tell apart. */
type Door = Exclude<RdsLoginEvent, 'other'>;

interface ListedLogin {
  readonly type: FindingType;
  readonly list: CallerList;
  readonly event: Door;
  readonly severity: SeverityLabel;
  readonly asff: string;
}

const SAYS: Readonly<Record<Door, { readonly title: string; readonly did: string; readonly asks: string }>> = {
  login: { title: 'Somebody logged in to a database', did: 'logged in', asks: 'Did somebody log in to a database' },
  'failed-login': {
    title: 'Somebody tried to log in to a database',
    did: 'failed to log in',
    asks: 'Did somebody try to log in to a database, and fail,',
  },
  connection: {
    title: 'Somebody connected to a database without logging in',
    did: 'connected without logging in',
    asks: 'Did somebody connect to a database, without logging in,',
  },
};

/** A detector of logins, failed logins or bare connections to a database from an address on a list. */
export function listedLogin({ type, list, event, severity, asff }: ListedLogin): AnyDetector {
  const { title, did, asks } = SAYS[event];
  return defineDetector({
    type,
    title: `${title} from ${list.from}`,
    why: `${list.why} Databases hold the data that attackers look for.`,
    asks: `${asks} from ${list.from}?`,
    severity,
    attack: [...(event === 'connection' ? ['T1046'] : event === 'login' ? ['T1078'] : ['T1110']), ...list.attack],
    needs: [list.category],

    from: rdsLogin(event),
    where: { address: addressOn(list.category) },
    about: aboutDatabaseOf,
    tally: (t) => ({ addresses: t.sample((record) => record.address), users: t.sample((record) => record.user) }),

    explain: ({ subject, count, tallies }, look) => {
      const lists = listNames(addressMatches(tallies.addresses, list.category, look));
      const users = tallies.users.length > 0 ? ` as ${enumerated(tallies.users)}` : '';
      return `${capitalized(enumerated(tallies.addresses))} ${did} ${counted(count, 'time')}${users} at ${databaseWords(subject.resource)}. The address is on the ${lists}.`;
    },
    lists: ({ tallies }, look) => addressMatches(tallies.addresses, list.category, look),
    asff,
    blindTo: [
      ...list.blindTo,
      NO_LOGIN_LOG,
      'Callers behind a connection pooler or a proxy: the database sees the address of the proxy.',
    ],
    falsePositives: list.falsePositives,
    respond: [
      ...list.respond,
      'Close the database to the Internet: it seldom has to be reached from outside its VPC.',
      ...(event === 'login' ? ['Change the password of the user, end its sessions, and look at what it read.'] : []),
    ],
    references: RDS_REFERENCES,
    examples: {
      fires: {
        'at PostgreSQL': () => listed(list, [LINES[event].postgres()]),
        'over IPv6': () => listed(list, [LINES[event].postgres({ address: '2001:db8::7' })]),
        ...(event === 'connection' ? {} : { 'at MySQL': () => listed(list, [LINES[event].mysql()]) }),
      },
      quiet: {
        'from an address on no list': () => listed(list, [LINES[event].postgres({ address: '203.0.113.20' })]),
        'from inside the VPC': () => listed(list, [LINES[event].postgres({ address: '10.0.0.20' })]),
        'connections that end in another way': () =>
          listed(list, [
            event === 'login' ? postgresFailure() : postgresLogin(),
            ...(event === 'connection' ? [postgresConnection()] : []),
          ]),
        'the administrator of RDS itself': () =>
          listed(list, [LINES[event].postgres({ user: 'rdsadmin', address: '127.0.0.1' })]),
      },
    },
  });
}

const LINES = {
  login: { postgres: postgresLogin, mysql: () => mysql('CONNECT') },
  'failed-login': { postgres: postgresFailure, mysql: () => mysql('FAILED_CONNECT', 1045) },
  connection: { postgres: postgresConnection, mysql: () => '' },
} as const;

function listed({ category }: CallerList, records: readonly string[]): Example {
  return { records, lists: { [category]: ['198.51.100.7', '2001:db8::7'] } };
}

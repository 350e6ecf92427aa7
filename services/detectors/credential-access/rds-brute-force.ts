import { isPublicAddress } from '#services/model/address.ts';
import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { postgresFailure, postgresLogin } from '#services/sources/rds-login/example.ts';
import { rdsLogin } from '#services/sources/rds-login/record.ts';
import { aboutDatabaseOf, databaseWords } from '../kits/database-login.ts';
import { capitalized, ends, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'CredentialAccess:RDS/BruteForce',
  own: true,
  title: 'Passwords of a database are being guessed',
  why: 'An attacker without a password tries many, or a common one as many users; an address that is let in afterwards has found one.',
  asks: 'Did a database refuse one address many times within an hour, or an address inside as many users?',
  attack: ['T1110.001', 'T1110.003'],
  settings: {
    failures: {
      default: 50,
      because: 'A program with an old password retries once a minute or less often; an attacker guesses every second.',
    },
    users: {
      default: 10,
      because: 'An application has one or two users; ten people behind one address do not mistype in the same hour.',
    },
  },

  from: rdsLogin('failed-login', 'login'),
  where: { address: (address) => address !== undefined },
  about: (record) => ({ ...aboutDatabaseOf(record), remote: record.address ?? '' }),
  within: hours(1),
  tally: (t) => ({
    failures: t.count(({ event }) => event === 'failed-login'),
    // Logins from public addresses have a finding type of GuardDuty's, so they are not counted here.
    logins: t.count(({ event, address = '' }) => event === 'login' && !isPublicAddress(address)),
    users: t.distinct(({ event, user }) => (event === 'failed-login' ? user : undefined)),
    // GuardDuty's type also covers many users from outside.
    insiders: t.distinct(({ event, user, address = '' }) =>
      event === 'failed-login' && !isPublicAddress(address) ? user : undefined,
    ),
  }),
  having: ({ tallies }, { settings }) =>
    tallies.failures >= settings.failures || tallies.insiders.size >= settings.users,
  severity: {
    when: {
      High: 'the address is inside, and was let in as well',
      Medium: 'the address was not let in, or is outside',
    },
    of: ({ tallies }) => (tallies.logins > 0 ? 'High' : 'Medium'),
  },

  explain: ({ subject, remotes, tallies }) =>
    `${capitalized(databaseWords(subject.resource))} refused ${ends(remotes)} ${counted(tallies.failures, 'time')}, as ${enumerated(tallies.users.values)}${tallies.logins > 0 ? `, and let it in ${counted(tallies.logins, 'time')}` : ''}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:RDS-BruteForce',
  blindTo: [
    'Slow guesses, and guesses from many addresses.',
    'Guesses across the full hour: each hour is counted separately.',
    'Databases whose engine does not log refusals.',
  ],
  falsePositives: [
    'A fleet behind one address that uses an old password: the users are those of the application.',
    'A pool in front of many tenants, each with a user of its own, whose passwords were all changed at once.',
  ],
  respond: [
    'Close the database to the address, and to the Internet.',
    'If the address was let in, change the password of the user, end its sessions, and review what it read.',
  ],
  references: [
    {
      title: 'RDS for PostgreSQL database log files',
      url: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html',
    },
  ],
  examples: {
    fires: {
      'fifty refusals': () => ({ records: failures(50) }),
      'one try as each of ten users': () => ({ records: sprayed(10) }),
      'with a login from inside, which is worse': () => ({
        records: [...failures(60, '10.0.0.20'), postgresLogin({ time: '10:30:00', address: '10.0.0.20' })],
      }),
      'with a login from outside': () => ({
        records: [...failures(60), postgresLogin({ time: '10:30:00' })],
        also: ['CredentialAccess:RDS/AnomalousBehavior.SuccessfulBruteForce'],
      }),
    },
    quiet: {
      'forty-nine': () => ({ records: failures(49) }),
      'one try as each of nine users': () => ({ records: sprayed(9) }),
      'one try as each of ten users, from outside': () => ({ records: sprayed(10, '198.51.100.7') }),
      'ten users, of whom one mistyped': () => ({
        records: [
          ...sprayed(1),
          ...Array.from({ length: 10 }, (_, i) =>
            postgresLogin({ port: 41_000 + i, user: `user${i}`, address: '10.0.0.20' }),
          ),
        ],
      }),
      'a connection pool that connects all the time': () => ({
        records: Array.from({ length: 200 }, (_, i) => postgresLogin({ port: 40_000 + i, address: '10.0.0.20' })),
      }),
      'from two addresses': () => ({ records: [...failures(30), ...failures(30, '203.0.113.9')] }),
    },
  },
});

function failures(count: number, address = '198.51.100.7') {
  return Array.from({ length: count }, (_, i) =>
    postgresFailure({ port: 40_000 + i, time: `10:00:${String(i % 60).padStart(2, '0')}`, address }),
  );
}

function sprayed(users: number, address = '10.0.0.20') {
  return Array.from({ length: users }, (_, i) => postgresFailure({ port: 40_000 + i, user: `user${i}`, address }));
}

import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { postgresFailure, postgresLogin } from '#services/sources/rds-login/example.ts';
import { rdsLogin } from '#services/sources/rds-login/record.ts';
import { aboutDatabaseOf, databaseWords, NO_LOGIN_LOG, RDS_REFERENCES } from '../kits/database-login.ts';
import { capitalized, ends, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'CredentialAccess:RDS/AnomalousBehavior.SuccessfulBruteForce',
  title: 'A database password was guessed',
  why: 'An address that is refused many times and then let in has probably found a password.',
  asks: 'Did a database refuse an address outside many times within a day, and let it in?',
  attack: ['T1110.001', 'T1078'],
  severity: 'High',
  settings: {
    failures: {
      default: 20,
      because: 'People who forgot a password give up or ask for a new one after a few tries; guessing takes more.',
    },
  },

  from: rdsLogin('failed-login', 'login'),
  where: { address: (address) => address !== undefined && isPublicAddress(address) },
  about: (record) => ({ ...aboutDatabaseOf(record), remote: record.address ?? '' }),
  tally: (t) => ({
    failures: t.count(({ event }) => event === 'failed-login'),
    logins: t.count(({ event }) => event === 'login'),
    users: t.distinct((record) => (record.event === 'login' ? record.user : undefined)),
  }),
  having: ({ tallies }, { settings }) => tallies.failures >= settings.failures && tallies.logins > 0,

  explain: ({ subject, remotes, tallies }) =>
    `${capitalized(databaseWords(subject.resource))} refused ${ends(remotes)} ${counted(tallies.failures, 'time')}, and let it in ${tallies.users.values.length > 0 ? `as ${enumerated(tallies.users.values)}` : counted(tallies.logins, 'time')}.`,
  asff: 'TTPs/Credential Access/CredentialAccess:RDS-AnomalousBehavior.SuccessfulBruteForce',
  blindTo: [
    'Guesses from inside the VPC, or from many addresses.',
    'Guesses across midnight (UTC): each day is counted separately.',
    NO_LOGIN_LOG,
  ],
  falsePositives: [
    'An outside program that keeps using an old password until somebody updates it: the users are those of the application.',
  ],
  respond: [
    'Close the database to the address, and to the Internet.',
    'Change the password of the user, end its sessions, and review what it read.',
  ],
  references: RDS_REFERENCES,
  examples: {
    fires: {
      'twenty refusals and a login': () => ({ records: [...failures(20), postgresLogin({ time: '10:30:00' })] }),
      'refusals of many users, over IPv6': () => ({
        records: [
          ...failures(30, { address: '2001:db8::7' }, (i) => `user${i}`),
          postgresLogin({ time: '11:30:00', address: '2001:db8::7' }),
        ],
      }),
    },
    quiet: {
      nineteen: () => ({ records: [...failures(19), postgresLogin({ time: '10:30:00' })] }),
      'nobody is let in': () => ({ records: failures(49) }),
      'another address is let in': () => ({ records: [...failures(49), postgresLogin({ address: '203.0.113.9' })] }),
      'an internal connection pool with an old password': () => ({
        records: [...failures(49, { address: '10.0.0.20' }), postgresLogin({ address: '10.0.0.20' })],
      }),
      'the administrator of RDS itself': () => ({
        records: Array.from({ length: 30 }, (_, i) =>
          postgresLogin({ user: 'rdsadmin', address: '127.0.0.1', port: 40_000 + i }),
        ),
      }),
    },
  },
});

function failures(
  count: number,
  where: { readonly address?: string } = {},
  user: (number: number) => string = () => 'admin',
) {
  return Array.from({ length: count }, (_, i) =>
    postgresFailure({ port: 40_000 + i, time: `10:00:${String(i % 60).padStart(2, '0')}`, user: user(i), ...where }),
  );
}

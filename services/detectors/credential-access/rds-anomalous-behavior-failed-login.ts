import { postgresFailure, postgresLogin } from '#services/sources/rds-login/example.ts';
import { after, atFirst, defineAnomalousLogins } from '../kits/anomalous-logins.ts';

export default defineAnomalousLogins({
  type: 'CredentialAccess:RDS/AnomalousBehavior.FailedLogin',
  tactic: 'FailedLogin',
  title: 'Somebody was refused by a database in an unusual way',
  why: 'Who has no password of a database guesses users and passwords, and who is refused from outside has found a way to it.',
  asks: 'Was somebody refused by a database that refuses nobody from there, or as many users as only those who guess try?',
  attack: ['T1110'],
  severity: 'Low',
  did: 'refused users',
  respond: [
    'Find out who can reach the database: close it to the Internet.',
    'Look for log-ins from the same addresses, and change the passwords of users that were let in.',
  ],
  blindTo: [
    'Guesses at a database that is guessed at every day.',
    'Guesses of one password, or of many for one user, from inside.',
    'Databases whose engine does not log refusals.',
  ],
  falsePositives: ['Security groups that are opened for a while, and scanners that find it at once.'],
  examples: {
    fires: {
      'for sixteen users, from outside': () => atFirst(...tries(16)),
      'from outside, where only a pool is let in': () => after(20, POOL, ...POOL, ...tries(1)),
    },
    quiet: {
      'some users are mistyped': () => atFirst(...tries(5)),
      'a program has an old password': () =>
        after(
          20,
          POOL,
          ...Array.from({ length: 40 }, (_, i) =>
            postgresFailure({ address: '10.0.0.20', user: 'shop', port: 41_000 + i }),
          ),
        ),
      'a database that is guessed at every day': () =>
        after(10, tries(5), ...Array.from({ length: 3 }, (_, i) => tries(8, `203.0.${i}.9`)).flat()),
      'scanners inside try four users': () => after(20, POOL, ...tries(4, '10.0.9.9')),
      'nobody is refused': () => atFirst(...POOL),
    },
  },
});

const POOL = Array.from({ length: 10 }, (_, i) =>
  postgresLogin({ address: `10.0.0.${20 + i}`, user: 'shop', port: 40_000 + i }),
);

function tries(users: number, address = '198.51.100.7') {
  return Array.from({ length: users }, (_, i) => postgresFailure({ address, user: `user${i}`, port: 42_000 + i }));
}

import { postgresFailure, postgresLogin } from '#services/sources/rds-login/example.ts';
import { after, atFirst, defineAnomalousLogins } from '../kits/anomalous-logins.ts';

export default defineAnomalousLogins({
  type: 'CredentialAccess:RDS/AnomalousBehavior.FailedLogin',
  tactic: 'FailedLogin',
  title: 'Logins to a database failed in an unusual way',
  why: 'Attackers without a password guess users and passwords, and a refused login from outside means that the database can be reached from there.',
  asks: 'Did a database refuse somebody from a network from which it usually refuses nobody, or as many users as only a guessing attacker tries?',
  attack: ['T1110'],
  severity: 'Low',
  did: 'refused users',
  respond: [
    'Find out who can reach the database, and close it to the Internet.',
    'Look for logins from the same addresses, and change the passwords of users that were let in.',
  ],
  blindTo: [
    'Guesses at a database that is attacked every day.',
    'One guess, or many guesses for one user, from inside.',
    'Databases whose engine does not log refusals.',
  ],
  falsePositives: ['Security groups that are open for a short time, and that scanners find at once.'],
  examples: {
    fires: {
      'for sixteen users, from outside': () => atFirst(...tries(16)),
      'from outside, where only a connection pool logs in': () => after(20, POOL, ...POOL, ...tries(1)),
    },
    quiet: {
      'some mistyped users': () => atFirst(...tries(5)),
      'a program with an old password': () =>
        after(
          20,
          POOL,
          ...Array.from({ length: 40 }, (_, i) =>
            postgresFailure({ address: '10.0.0.20', user: 'shop', port: 41_000 + i }),
          ),
        ),
      'a database that is attacked every day': () =>
        after(10, tries(5), ...Array.from({ length: 3 }, (_, i) => tries(8, `203.0.${i}.9`)).flat()),
      'internal scanners that try four users': () => after(20, POOL, ...tries(4, '10.0.9.9')),
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

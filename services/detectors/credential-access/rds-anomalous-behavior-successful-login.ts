import { postgresLogin } from '#services/sources/rds-login/example.ts';
import { after, atFirst, defineAnomalousLogins } from '../kits/anomalous-logins.ts';

export default defineAnomalousLogins({
  type: 'CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin',
  tactic: 'SuccessfulLogin',
  title: 'Somebody logged in to a database in an unusual way',
  why: 'Who has found a password logs in with it from where nobody does.',
  asks: 'Did somebody log in to a database from a network outside, from which nobody logs in to it?',
  attack: ['T1078'],
  severity: 'Medium',
  did: 'let in users',
  respond: [
    'Ask whoever uses the database whether it was them.',
    'If it was not, change the password of the user, end its sessions, and look at what it read.',
    'Close the database to the Internet: it has seldom to be reached from outside its VPC.',
  ],
  blindTo: [
    'Log-ins from inside the VPC, where pools of connections log in all day.',
    'The first week of an account, in which its databases are set up.',
    'Networks that nobody is known to announce: a sixteenth of the address is taken for one.',
  ],
  falsePositives: ['Somebody who works from another place for the first time, as long as few do.'],
  examples: {
    fires: {
      'from outside, where only a pool is let in': () => after(20, POOL, ...POOL, postgresLogin()),
      'from another network than every day': () => after(20, DESK, ...DESK, postgresLogin({ address: '203.0.113.9' })),
      'by another user, over IPv6': () => after(20, DESK, postgresLogin({ address: '2001:db8::7', user: 'postgres' })),
    },
    quiet: {
      'a pool connects all the time': () => after(20, POOL, ...POOL, ...POOL),
      'a database is made, and tried from a desk': () => atFirst(...DESK),
      'the third day of a database, from a second desk': () =>
        after(1, DESK, ...DESK, postgresLogin({ address: '203.0.113.9' })),
      'from the same desk as ever': () => after(20, DESK, postgresLogin({ address: '198.51.200.9', port: 50_999 })),
      'another program from inside': () =>
        after(20, POOL, postgresLogin({ address: '10.9.0.20', user: 'migrations', port: 50_200 })),
      'RDS itself': () => after(20, POOL, postgresLogin({ user: 'rdsadmin', address: '203.0.113.9' })),
    },
  },
});

const POOL = Array.from({ length: 10 }, (_, i) =>
  postgresLogin({ address: `10.0.0.${20 + i}`, user: 'shop', port: 40_000 + i }),
);
/** Somebody who works from home. */
const DESK = [postgresLogin({ user: 'alice' })];

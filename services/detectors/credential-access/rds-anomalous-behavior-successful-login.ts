import { postgresLogin } from '#services/sources/rds-login/example.ts';
import { after, atFirst, defineAnomalousLogins } from '../kits/anomalous-logins.ts';

export default defineAnomalousLogins({
  type: 'CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin',
  tactic: 'SuccessfulLogin',
  title: 'Somebody logged in to a database in an unusual way',
  why: 'Attackers who have found a password log in from networks that nobody else uses.',
  asks: 'Did somebody log in to a database from an outside network that nobody usually logs in from?',
  attack: ['T1078'],
  severity: 'Medium',
  did: 'let in users',
  respond: [
    'Ask the users of the database whether it was them.',
    'If not, change the password of the user, end its sessions, and review what it read.',
    'Close the database to the Internet: it seldom has to be reached from outside its VPC.',
  ],
  blindTo: [
    'Logins from inside the VPC, where connection pools log in all day.',
    'The first week of an account, in which its databases are set up.',
    'The extent of a network whose owner is not known: the /16 of the address (/32 for IPv6) counts as the network.',
  ],
  falsePositives: ['Somebody who works from another place for the first time, as long as few people do.'],
  examples: {
    fires: {
      'from outside, where only a connection pool logs in': () => after(20, POOL, ...POOL, postgresLogin()),
      'from a different network than usual': () => after(20, DESK, ...DESK, postgresLogin({ address: '203.0.113.9' })),
      'by another user, over IPv6': () => after(20, DESK, postgresLogin({ address: '2001:db8::7', user: 'postgres' })),
    },
    quiet: {
      'a connection pool that connects all the time': () => after(20, POOL, ...POOL, ...POOL),
      'a new database that is tested from a desk': () => atFirst(...DESK),
      'the third day of a database, from a second desk': () =>
        after(1, DESK, ...DESK, postgresLogin({ address: '203.0.113.9' })),
      'from the usual desk': () => after(20, DESK, postgresLogin({ address: '198.51.200.9', port: 50_999 })),
      'another program inside the VPC': () =>
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

import { isPublicAddress } from '#services/model/address.ts';
import { defineProfile } from '#services/model/behaviour.ts';
import rdsDbInstance from '#services/resources/rds-db-instance.ts';
import { rdsLogin } from '#services/sources/rds-login/record.ts';
import { networkAround, networkOf } from '../cloudtrail/network.ts';
import { loginCode, loginRates } from '../rds/login-rates.ts';
import { LOGIN_JUDGING } from '../rds/login-judging.ts';

/** Log-ins to databases: from where, as which user, with which application. The identity is the database. */
export default defineProfile({
  name: 'Profile:RDS/Logins',
  from: rdsLogin('login', 'failed-login'),
  where: {
    address: (address) => address !== undefined,
    // `rdsadmin` is RDS itself, on the machine of the database.
    user: (user) => user !== 'rdsadmin',
  },
  who: {
    by: ['database'],
    of: ({ database, cluster }) => {
      const id = rdsDbInstance.id({
        ...(database !== undefined && { dbInstanceIdentifier: database }),
        ...(cluster !== undefined && { dbClusterIdentifier: cluster }),
      });
      return id === undefined ? undefined : { id, class: 'database', peers: id };
    },
  },
  act: {
    by: ['event', 'address', 'user'],
    of({ event, address = '', user }) {
      const code = loginCode(event === 'failed-login', isPublicAddress(address), networkAround(address));
      const { tactic, volume } = loginRates(code);
      return { code, tactic, target: volume && user };
    },
  },
  circumstances: {
    network: { by: 'address', of: (address, { intel }) => networkOf(address, intel) },
    user: { by: 'user', of: (user) => user },
    application: { by: 'application', of: (application) => application?.replace(/[\d.]+.*$/, '') || undefined },
  },
  judging: LOGIN_JUDGING,
});

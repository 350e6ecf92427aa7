import type { Action } from '#services/model/action.ts';
import type { Look } from '#services/model/look.ts';
import { remoteIpDetails } from '../remote-ip.ts';
import type { RdsLoginRecord } from './record.ts';

/** The log-in in the format of GuardDuty's `rdsLoginAttemptAction`. */
export function rdsLoginAttempt(
  { address, user, application, event }: RdsLoginRecord,
  { intel }: Pick<Look, 'intel'>,
): Action {
  return {
    actionType: 'RDS_LOGIN_ATTEMPT',
    rdsLoginAttemptAction: {
      ...(address !== undefined && { remoteIpDetails: remoteIpDetails(address, intel) }),
      LoginAttributes: [
        {
          ...(user !== undefined && { user }),
          ...(application !== undefined && { application }),
          failedLoginAttempts: event === 'failed-login' ? 1 : 0,
          successfulLoginAttempts: event === 'login' ? 1 : 0,
        },
      ],
    },
  };
}

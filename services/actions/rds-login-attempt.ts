import { z } from 'zod';
import { defineActionKind } from '#services/model/action-kind.ts';
import { OCSF_USER } from '#services/model/ocsf.ts';
import type { Described } from '#services/model/resource-kind.ts';
import { addressOf, ocsfEnd, RemoteIpDetails } from './kits/ends.ts';

const schema = z
  .object({
    remoteIpDetails: RemoteIpDetails.optional(),
    /** GuardDuty's own spelling of the member begins with a capital letter. */
    LoginAttributes: z
      .array(
        z
          .object({
            user: z.string().optional().describe('The user of the database.'),
            application: z.string().optional().describe('The name that the client gave itself.'),
            failedLoginAttempts: z.int().describe('The number of failed logins.'),
            successfulLoginAttempts: z.int().describe('The number of successful logins.'),
          })
          .meta({ title: 'LoginAttributes', description: 'Logins of one user to a database.' }),
      )
      .describe('Who logged in, and how often.'),
  })
  .describe('Login attempts at a database.');

export type RdsLoginAttemptAction = Described<typeof schema>;

declare module '#services/model/action.ts' {
  interface ActionDetails {
    readonly rdsLoginAttemptAction: RdsLoginAttemptAction;
  }
  interface ActionTypes {
    readonly RDS_LOGIN_ATTEMPT: 'rdsLoginAttemptAction';
  }
}

export default defineActionKind({
  type: 'RDS_LOGIN_ATTEMPT',
  member: 'rdsLoginAttemptAction',
  schema,
  words({ remoteIpDetails, LoginAttributes: [login] }) {
    const caller = addressOf(remoteIpDetails);
    const how = login?.successfulLoginAttempts
      ? 'logged in'
      : login?.failedLoginAttempts
        ? 'failed to log in'
        : 'connected';
    return `${login?.user ?? 'somebody'} ${how}${caller === undefined ? '' : ` from ${caller}`}`;
  },
  remote: ({ remoteIpDetails }) => ({ address: addressOf(remoteIpDetails) }),
  ocsf: ({ remoteIpDetails, LoginAttributes: [login] }) => ({
    api: { operation: 'connect', service: { name: 'rds' } },
    src_endpoint: { ...ocsfEnd(remoteIpDetails), svc_name: login?.application },
    user: login?.user === undefined ? undefined : { name: login.user, type: 'Database user', type_id: OCSF_USER.user },
  }),
  // ASFF has no such action: all details go under their names.
  rest: ({ remoteIpDetails, LoginAttributes: [login] }) => ({
    user: login?.user,
    application: login?.application,
    remoteIpAddress: addressOf(remoteIpDetails),
    failedLoginAttempts: login?.failedLoginAttempts.toString(),
    successfulLoginAttempts: login?.successfulLoginAttempts.toString(),
  }),
});

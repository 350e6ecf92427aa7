import type { Identity } from '#services/model/behaviour.ts';

/** Who ran a model, as far as the caller's ARN tells. */
export interface InvocationCaller {
  readonly identity: Identity;
  /** The type in CloudTrail's words. */
  readonly userType: 'AssumedRole' | 'FederatedUser' | 'IAMUser' | 'Root';
  /** The name of the user, or of the role. */
  readonly name: string;
}

/**
 * Programs share a role and are one identity, whatever their sessions are called; people's sessions are named after
 * them. Undefined: the record does not name its caller.
 */
export function invocationCaller(arn: string | undefined): InvocationCaller | undefined {
  const [, account = '', kind, path = ''] = (arn === undefined ? null : ARN.exec(arn)) ?? [];
  if (arn === undefined || kind === undefined) return undefined;
  const ofUser = { id: arn, class: 'person', peers: `users of ${account}` };
  const name = path.slice(path.lastIndexOf('/') + 1);
  switch (kind) {
    case 'root':
      return { identity: { ...ofUser, class: 'root' }, userType: 'Root', name: 'root' };
    case 'user':
      return { identity: ofUser, userType: 'IAMUser', name };
    case 'federated-user':
      return { identity: ofUser, userType: 'FederatedUser', name };
    default: {
      const [role = '', session = ''] = path.split('/');
      const isPerson = session.includes('@') || role.startsWith('AWSReservedSSO_');
      const id = isPerson ? arn : arn.slice(0, arn.lastIndexOf('/'));
      return {
        identity: { id, class: isPerson ? 'signed-in' : 'machine', peers: role },
        userType: 'AssumedRole',
        name: role,
      };
    }
  }
}

const ARN = /^arn:[\w-]+:(?:iam|sts)::(\d{12}):(root|user|federated-user|assumed-role)(?:\/(.+))?$/;

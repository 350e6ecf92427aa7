import { guidOf } from '../example-id.ts';

/**
 * A whole CloudTrail event as AWS writes it, for detectors' examples: an IAM user's call from outside AWS that
 * succeeded. Top-level members are replaced by `overrides`; one that is undefined is left out. `eventID` is a hash of
 * the rest, so events that differ have different ids and the same event delivered twice has one.
 */
export function event(overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const content = {
    eventVersion: '1.11',
    userIdentity: iamUser(),
    eventTime: '2026-03-02T10:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.8.0 lang/python#3.11.8',
    requestParameters: null,
    responseElements: null,
    requestID: '6f1d2c3b-4a59-4e8f-9b0a-1c2d3e4f5a6b',
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
    ...overrides,
  };
  return { eventID: guidOf(JSON.stringify(content)), ...content };
}

/** `userIdentity` of an IAM user with a long-term access key. */
export function iamUser(userName = 'alice', accountId = '111122223333'): Readonly<Record<string, unknown>> {
  return {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLEUSER000001',
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    accountId,
    accessKeyId: 'AKIAEXAMPLEKEY000001',
    userName,
  };
}

/** `userIdentity` of the root user, signed in to the console. */
export function rootUser(accountId = '111122223333'): Readonly<Record<string, unknown>> {
  return {
    type: 'Root',
    principalId: accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    accountId,
    accessKeyId: 'ASIAEXAMPLEROOT00001',
    sessionContext: { attributes: { creationDate: '2026-03-02T09:30:00Z', mfaAuthenticated: 'true' } },
  };
}

/** `userIdentity` of a session of a role. Its `sessionContext` can be extended. */
export function roleSession(
  session = 'alice@corp.example',
  role = 'Operations',
  sessionContext: Readonly<Record<string, unknown>> = {},
  accountId = '111122223333',
): Readonly<Record<string, unknown>> {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEROLE000001:${session}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    accountId,
    accessKeyId: 'ASIAEXAMPLEKEY000001',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEROLE000001',
        arn: `arn:aws:iam::${accountId}:role/${role}`,
        accountId,
        userName: role,
      },
      attributes: { creationDate: '2026-03-02T09:30:00Z', mfaAuthenticated: 'false' },
      ...sessionContext,
    },
  };
}

/** `userIdentity` of the credentials that an EC2 instance gets from its metadata service. */
export function instanceSession(
  instanceId = 'i-0123456789abcdef0',
  role = 'WebServer',
  accountId = '111122223333',
): Readonly<Record<string, unknown>> {
  return roleSession(instanceId, role, { ec2RoleDelivery: '2.0' }, accountId);
}

/** `userIdentity` of the credentials that Lambda gives a function: AWS says whose they are ("CloudTrail userIdentity element"). */
export function functionSession(
  name = 'resize',
  role = 'resize-role',
  accountId = '111122223333',
): Readonly<Record<string, unknown>> {
  const credentialsIssuedTo = `arn:aws:lambda:us-east-1:${accountId}:function:${name}`;
  return {
    ...roleSession(name, role, {}, accountId),
    inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo },
  };
}

/** `userIdentity` of the credentials that a task of ECS gets: the session has the id of the task as its name. */
export function taskSession(
  taskId = '0f9de17a6465404e8b2356356396c249',
  role = 'orders-task',
  accountId = '111122223333',
): Readonly<Record<string, unknown>> {
  return roleSession(taskId, role, {}, accountId);
}

/** `userIdentity` of a user of IAM Identity Center ("CloudTrail userIdentity element"). */
export function identityCenterUser(accountId = '111122223333'): Readonly<Record<string, unknown>> {
  const identityStoreArn = `arn:aws:identitystore::${accountId}:identitystore/d-1234567890`;
  return {
    type: 'IdentityCenterUser',
    accountId,
    onBehalfOf: { userId: '94d8c4b8-0000-4000-8000-00000example', identityStoreArn },
    credentialId: '90e292de-0000-4000-8000-00000example',
  };
}

/** `userIdentity` of an AWS service acting by itself. */
export function awsService(invokedBy = 'autoscaling.amazonaws.com'): Readonly<Record<string, unknown>> {
  return { type: 'AWSService', invokedBy };
}

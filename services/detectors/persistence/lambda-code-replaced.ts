import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { functionNameOf } from '../kits/lambda.ts';
import { isGiven } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';

export default defineSignals({
  type: 'Persistence:Lambda/CodeReplaced',
  own: true,
  title: 'The code of a function was replaced by a file',
  why: 'A function runs with its role whenever it is called: whoever replaces its code has that role, and all that the function is given.',
  asks: 'Was the code of a function replaced by a file that the call itself brought, with the key of a user and no tool for deployments?',
  attack: ['T1648', 'T1546', 'T1525'],
  signals: [
    {
      means: 'the code was replaced with the key of a user',
      severity: 'Medium',
      service: 'lambda',
      calls: ['UpdateFunctionCode20150331v2', 'UpdateFunctionCode20150331', 'UpdateFunctionCode'],
      // Deployments take code from a bucket or a registry.
      did: (parameters, { callerKind }) =>
        callerKind !== 'iam-user' ||
        isGiven(parameters['s3Bucket']) ||
        isGiven(parameters['imageUri']) ||
        isTrue(parameters['dryRun'])
          ? undefined
          : `replaced the code of function ${functionNameOf(parameters)} by a file`,
      deployed: true,
      routine: {
        means: 'a tool that describes infrastructure says that it did',
        is: ({ userAgent }) => saysDeploys(userAgent),
      },
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Persistence/Persistence:Lambda-CodeReplaced',
  blindTo: [
    'Code that is taken from a bucket or a registry, whosever: deployments do that all day.',
    'Who deploys the function as a rule: that is not learned.',
    'People who are signed in, and roles: people change code in the console, and builds with roles, all day.',
    'Those who call themselves a tool for infrastructure: Low.',
  ],
  falsePositives: [
    'Scripts that deploy by a file with a key of a user: they are told of once. Name the user in `known` as a pipeline.',
  ],
  respond: [
    'Ask whoever looks after the function whether this was a deployment.',
    'If not, publish the last known code again, change what secrets the function can read, and look at what its role did since.',
    'Keep the code that was put there: GetFunction gives it.',
  ],
  references: [
    {
      title: 'UpdateFunctionCode',
      url: 'https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html',
    },
  ],
  examples: {
    fires: {
      'with a key': () => replaced({}),
      'a version is published with it': () => replaced({ publish: true }),
      'by an older name of the call': () => called('lambda', 'UpdateFunctionCode20150331', FUNCTION),
      'by Terraform, which is less': () => replaced({}, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'a build with a role': () => replaced({}, { userIdentity: roleSession('build-4', 'Deployment') }),
      'by a person in the console': () => replaced({}, { userIdentity: identityCenterUser() }),
      'code of a bucket': () => replaced({ s3Bucket: 'corp-artifacts', s3Key: 'resize.zip' }),
      'an image': () => replaced({ imageUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/resize:1' }),
      'only tried out': () => replaced({ dryRun: true }),
      'it was refused': () => replaced({}, REFUSED),
      'CloudFormation updates a stack': () => replaced({}, BY_CLOUDFORMATION),
      'by a user who deploys': () => ({
        ...replaced({}),
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['pipeline'], because: 'Deploys functions.' }],
      }),
    },
  },
});

const FUNCTION = { functionName: 'resize', publish: false, dryRun: false };

function replaced(parameters: object, overrides = {}) {
  return called('lambda', 'UpdateFunctionCode20150331v2', { ...FUNCTION, ...parameters }, overrides);
}

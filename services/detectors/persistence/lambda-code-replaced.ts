import { accountIn } from '#services/model/arn.ts';
import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { functionNameOf, lambdaCalls } from '../kits/lambda.ts';
import { isGiven, listedTexts } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { enumerated } from '../kits/wording.ts';

const BY_TOOL: Signal['routine'] = {
  means: 'the user agent names an infrastructure-as-code tool',
  is: ({ userAgent }) => saysDeploys(userAgent),
};

export default defineSignals({
  type: 'Persistence:Lambda/CodeReplaced',
  own: true,
  title: 'Code of a Lambda function was replaced by an uploaded file, or a layer added',
  why: 'Whoever replaces the code of a function, or adds a layer that runs beside it, acts with its role and sees everything that is passed to it.',
  asks: 'Was the code of a function replaced by a file in the call itself, or a layer of the account added, with the access key of a user and without a deployment tool?',
  attack: ['T1648', 'T1546', 'T1525'],
  signals: [
    {
      means: 'the code was replaced with the access key of a user',
      severity: 'Medium',
      service: 'lambda',
      calls: lambdaCalls('UpdateFunctionCode'),
      // Deployments take code from a bucket or a registry.
      did: (parameters, { callerKind }) =>
        callerKind !== 'iam-user' ||
        isGiven(parameters['s3Bucket']) ||
        isGiven(parameters['imageUri']) ||
        isTrue(parameters['dryRun'])
          ? undefined
          : `replaced the code of function ${functionNameOf(parameters)} by an uploaded file`,
      deployed: true,
      routine: BY_TOOL,
    },
    {
      means: 'a layer was added with the access key of a user',
      severity: 'Medium',
      service: 'lambda',
      calls: lambdaCalls('UpdateFunctionConfiguration'),
      did: (parameters, { callerKind, accountId }) => {
        const own = listedTexts(parameters['layers']).filter((layer) => accountIn(layer) === accountId);
        return callerKind !== 'iam-user' || own.length === 0
          ? undefined
          : `gave function ${functionNameOf(parameters)} ${enumerated(own)}`;
      },
      deployed: true,
      routine: BY_TOOL,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Persistence/Persistence:Lambda-CodeReplaced',
  blindTo: [
    'Code from any bucket or registry: deployments use those all day.',
    'Layers of other accounts: those have finding types of their own.',
    'Who usually deploys the function: this is not learned.',
    'Signed-in people and roles: people change code in the console, and builds use roles, all day.',
    'How severe it is, where attackers send the user agent of an infrastructure-as-code tool: the severity is then Low.',
  ],
  falsePositives: ['Scripts that upload code with the access key of a user: add the user to `known` as `pipeline`.'],
  respond: [
    'Ask the owner of the function whether this was a deployment.',
    'If not, publish the last known code again, rotate the secrets that the function can read, and review what its role did since.',
    'Keep the uploaded code as evidence: GetFunction returns it.',
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
      'a layer of the account': () => layered('111122223333'),
      'by Terraform, which is less': () => replaced({}, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'a build with a role': () => replaced({}, { userIdentity: roleSession('build-4', 'Deployment') }),
      'by a person in the console': () => replaced({}, { userIdentity: identityCenterUser() }),
      'code from a bucket': () => replaced({ s3Bucket: 'corp-artifacts', s3Key: 'resize.zip' }),
      'an image': () => replaced({ imageUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/resize:1' }),
      'a layer of another account of the organization': () => layered('444455556666'),
      'a layer, by a build with a role': () => layered('111122223333', { userIdentity: roleSession('build-4') }),
      'another change of the configuration': () =>
        called('lambda', 'UpdateFunctionConfiguration20150331v2', { ...FUNCTION, timeout: 30 }),
      'a dry run': () => replaced({ dryRun: true }),
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

function layered(accountId: string, overrides = {}) {
  const layers = [`arn:aws:lambda:us-east-1:${accountId}:layer:metrics:1`];
  return called('lambda', 'UpdateFunctionConfiguration20150331v2', { functionName: 'resize', layers }, overrides);
}

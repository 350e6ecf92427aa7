import { tiesOf } from '#services/resources/kits/tie.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from '../kits/api-call.ts';
import { aboutFunction, functionNameOf, lambdaCalls } from '../kits/lambda.ts';
import { isGiven, member, textOf } from '../kits/parameters.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

const ADD_PERMISSION = lambdaCalls('AddPermission');

export default defineSignals({
  type: 'Persistence:Lambda/AccountManipulation',
  title: 'A Lambda function was opened to everybody',
  why: 'A function that anyone may invoke is a way back in, with the permissions of its role.',
  asks: 'Was a permission added that lets everybody invoke a function?',
  attack: ['T1098', 'T1648'],
  signals: [
    {
      means: 'everybody may invoke a function',
      severity: 'High',
      service: 'lambda',
      calls: ADD_PERMISSION,
      did: (parameters) => (isForUrl(parameters) ? undefined : openTo(parameters, '')),
      deployed: false,
    },
    {
      means: 'everybody may invoke a function by its URL',
      severity: 'High',
      service: 'lambda',
      calls: ADD_PERMISSION,
      did: (parameters) => (isForUrl(parameters) ? openTo(parameters, ' by its URL') : undefined),
      deployed: true,
    },
  ],
  about: aboutFunction,

  asff: 'TTPs/Persistence/Persistence:Lambda-AccountManipulation',
  blindTo: [
    'A foreign account that is named in the permission.',
    'Services that are allowed without naming the account they act for.',
    'Public access through API Gateway, a load balancer or a CloudFront distribution.',
  ],
  falsePositives: ['Functions behind a public function URL: the console adds such a permission with it.'],
  respond: [
    'Ask the owner of the function who needs to invoke it.',
    'Remove the permission (RemovePermission), or name the account or organization in it.',
    'Review the function’s code and role, and who invoked it in the meantime.',
  ],
  references: [
    {
      title: 'Viewing resource-based IAM policies in Lambda',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
    },
  ],
  examples: {
    fires: {
      'any bucket': () => permit({ principal: '*', action: 'lambda:InvokeFunction', sourceArn: 'arn:aws:s3:::*' }),
      everybody: () => permit({ principal: '*', action: 'lambda:InvokeFunction' }),
      'everybody, by the function URL': () =>
        permit({ principal: '*', action: 'lambda:InvokeFunctionUrl', functionUrlAuthType: 'NONE' }),
    },
    quiet: {
      'one bucket, through S3': () =>
        permit({ principal: 's3.amazonaws.com', action: 'lambda:InvokeFunction', sourceArn: 'arn:aws:s3:::invoices' }),
      'everybody of the organization': () =>
        permit({ principal: '*', action: 'lambda:InvokeFunction', principalOrgID: 'o-exampleorgid' }),
      'another account': () => permit({ principal: '444455556666', action: 'lambda:InvokeFunction' }),
      'everybody, for one account': () =>
        permit({ principal: '*', action: 'lambda:InvokeFunction', sourceAccount: '111122223333' }),
      'a template creates a public function URL': () =>
        permit({ principal: '*', action: 'lambda:InvokeFunctionUrl', functionUrlAuthType: 'NONE' }, BY_CLOUDFORMATION),
      'a permission that only reads': () => permit({ principal: '*', action: 'lambda:GetFunction' }),
      'it was refused': () => permit({ principal: '*', action: 'lambda:InvokeFunction' }, REFUSED),
    },
  },
});

/** Conditions of the permission that exclude other accounts ("AddPermission"). */
const NARROWING = ['sourceAccount', 'principalOrgID', 'principalOrgId', 'eventSourceToken'];

/** Public function URLs require such a permission, and templates create it with them. */
function isForUrl({ functionUrlAuthType, invokedViaFunctionUrl }: Parameters): boolean {
  return isGiven(functionUrlAuthType) || isTrue(invokedViaFunctionUrl);
}

function openTo(parameters: Parameters, how: string): string | undefined {
  return isForEveryone(parameters) ? `let everybody invoke function ${functionNameOf(parameters)}${how}` : undefined;
}

function isForEveryone(parameters: Parameters): boolean {
  const { principal, action } = parameters;
  const isEveryone = principal === '*' || member(principal, 'AWS') === '*';
  const invokes = action === undefined || /^(lambda:(\*|Invoke.*)|\*)$/i.test(String(action));
  return isEveryone && invokes && !isOfOneSource(parameters) && !NARROWING.some((name) => isGiven(parameters[name]));
}

/**
 * Whether the source is of one account. Lambda compares its ARN by `ArnLike` ("AddPermission"), so that a pattern may
 * match anybody's.
 */
function isOfOneSource({ sourceArn }: Parameters): boolean {
  const arn = textOf(sourceArn);
  return arn !== undefined && tiesOf({ Condition: { ArnLike: { 'aws:SourceArn': [arn] } } }).length > 0;
}

function permit(permission: object, overrides = {}) {
  const parameters = { functionName: 'resize', statementId: 'x', ...permission };
  return called('lambda', 'AddPermission20150331v2', parameters, overrides);
}

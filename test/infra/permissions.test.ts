import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PERMISSIONS } from '#services/aws/permissions.ts';
import { infraFiles } from '../../scripts/generate/infra-files.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const actionsIn = (text: string) =>
  [...text.matchAll(/^\s+(?:- |Action: )([a-z0-9-]+:\w+)$/gm)].map(([, action]) => action);

test.each([...infraFiles()])('%s is what the code declares: npm run generate', (path, content) => {
  // The formatter may break lines of JSON differently.
  const of = (text: string): unknown => (path.endsWith('.json') ? JSON.parse(text) : text);
  expect(of(read(path))).toEqual(of(content));
});

describe('the template of the member role', () => {
  const [trust = '', policies = ''] = read('infra/member-role.yaml').split(/^ {6}Policies:$/m);
  const needed = PERMISSIONS.filter(({ principals }) => principals.includes('member'));

  test('grants each action that the code declares, and no other', () => {
    // The template grants reading objects twice: below a fixed folder, and where the owner says.
    expect([...new Set(actionsIn(policies))].toSorted()).toEqual(needed.map(({ action }) => action).toSorted());
  });

  test('grants nothing that writes but the import of findings, and nothing by wildcard', () => {
    const writing = actionsIn(policies).filter((action) => !/:(Describe|Get|List|Decrypt)/.test(action ?? ''));
    expect(writing).toEqual(['securityhub:BatchImportFindings']);
    expect(policies).not.toMatch(/^\s+(?:- |Action: )['"]?[\w-]*:?\*/m);
  });

  test('narrows what the code narrows', () => {
    expect(policies).toContain('securityhub:*:${AWS::AccountId}:product/${AWS::AccountId}/default');
    expect(policies).toContain('Resource: !Sub arn:${AWS::Partition}:s3:::*/AWSLogs/*');
    expect(policies).toMatch(/HasStreamObjects\s.*\s+.*\s+Action: s3:GetObject\s+Resource: !Ref StreamObjects$/m);
    expect(policies).toContain('- s3.*.amazonaws.com');
    expect(policies).toContain('- s3.*.amazonaws.com.cn');
    expect(needed.filter(({ resource, condition }) => resource ?? condition).map(({ action }) => action)).toEqual([
      's3:GetObject',
      'kms:Decrypt',
      'securityhub:BatchImportFindings',
    ]);
  });

  test('trusts the administrator account alone, and only with the external id', () => {
    expect(actionsIn(trust)).toEqual(['sts:AssumeRole', 'sts:TagSession']);
    expect(trust.match(/iam::/g)).toHaveLength(2);
    expect(trust).toMatch(/sts:AssumeRole\s+Principal:\s+AWS: .*\s+Condition:\s+StringEquals:\s+sts:ExternalId/);
    expect(trust).toContain('AWS: !Sub arn:${AWS::Partition}:iam::${AdministratorAccountId}:root');
    expect(trust).toContain('sts:ExternalId: !Ref ExternalId');
  });
});

describe('the template of the enrolment role', () => {
  const template = read('infra/enrolment-role.yaml');
  const [trust = '', policies = ''] = template.split(/^ {6}Policies:$|^ {2}EventSender:$/m);

  test('grants each action that the code declares, and no other; none is a wildcard, and none switches off', () => {
    const needed = PERMISSIONS.filter(({ principals }) => principals.includes('enrolment'));
    expect(actionsIn(policies).toSorted()).toEqual(needed.map(({ action }) => action).toSorted());
    expect(actionsIn(policies).filter((action) => /:(Delete|Stop|Disable|Remove|Detach)/.test(action ?? ''))).toEqual([
      // "Publish flow logs to Amazon S3" in the Amazon VPC User Guide asks for it.
      'logs:DeleteLogDelivery',
    ]);
    expect(policies).not.toMatch(/^\s+(?:- |Action: )['"]?[\w-]*:?\*/m);
  });

  test('passes no role but the one for EventBridge, to nobody but EventBridge', () => {
    expect(policies).toMatch(
      /iam:PassRole\s+Resource: !Sub arn:\$\{AWS::Partition\}:iam::\*:role\/VedetteEventSender\s+Condition:\s+StringEquals:\s+iam:PassedToService: events\.amazonaws\.com/,
    );
  });

  test('trusts the administrator account alone, and only with the external id', () => {
    expect(actionsIn(trust)).toEqual(['sts:AssumeRole']);
    expect(trust).toContain('AWS: !Sub arn:${AWS::Partition}:iam::${AdministratorAccountId}:root');
    expect(trust).toContain('sts:ExternalId: !Ref ExternalId');
  });
});

import { describePermissions } from '#services/aws/permissions.ts';

type Needed = ReturnType<typeof describePermissions>['enrolment'][number];

/**
 * The CloudFormation template of the role that enrols accounts, with exactly the permissions that the code declares.
 */
export function enrolmentRole(): string {
  const statements = Map.groupBy(describePermissions().enrolment, ({ resource, condition }) =>
    JSON.stringify([resource ?? '*', condition ?? null]),
  );
  return `${HEAD}${[...statements.values()].map(statement).join('')}${TAIL}`;
}

function statement(needed: readonly Needed[]): string {
  const [first] = needed;
  const resource = first?.resource?.replaceAll('${Partition}', '${AWS::Partition}');
  const actions = needed.map(({ action }) => `                  - ${action}\n`).join('');
  const conditions = Object.entries(first?.condition ?? {}).map(([operator, keys]) => {
    const lines = Object.entries(keys).map(([key, value]) => `                    ${key}: ${value}\n`);
    return `                  ${operator}:\n${lines.join('')}`;
  });
  return `              - Effect: Allow
                Action:
${actions}                Resource: ${resource === undefined ? "'*'" : `!Sub ${resource}`}
${conditions.length === 0 ? '' : `                Condition:\n${conditions.join('')}`}`;
}

const HEAD = `# Written by npm run generate from the IAM actions that are declared beside the calls in services/aws.
AWSTemplateFormatVersion: '2010-09-09'
Description: Lets Vedette, from the administrator account, switch on the logs that its owner wants of this account. Opt-in, for without it Vedette only reads.

Parameters:
  AdministratorAccountId:
    Type: String
    AllowedPattern: '^\\d{12}$'
    Description: The account that Vedette runs in.
  ExternalId:
    Type: String
    MinLength: 16
    NoEcho: true
    Description: The secret that Vedette presents, the same as for the member role (VEDETTE_EXTERNAL_ID).
  RoleName:
    Type: String
    Default: VedetteEnrolment
    Description: The name that Vedette is told (enrolment.role).
  EventBus:
    Type: String
    Default: ''
    Description: ARN of the bus that management events are sent to at once (enrolment.eventBus). Empty when they are not.

Conditions:
  SendsEvents: !Not [!Equals [!Ref EventBus, '']]

Resources:
  EnrolmentRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      Description: Vedette switches logs on, and never off.
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              AWS: !Sub arn:\${AWS::Partition}:iam::\${AdministratorAccountId}:root
            Condition:
              StringEquals:
                sts:ExternalId: !Ref ExternalId
      Policies:
        - PolicyName: VedetteEnrolment
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
`;

const TAIL = `  EventSender:
    Type: AWS::IAM::Role
    Condition: SendsEvents
    Properties:
      RoleName: VedetteEventSender
      Description: EventBridge sends management events to Vedette's bus.
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              Service: events.amazonaws.com
      Policies:
        - PolicyName: SendEvents
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: events:PutEvents
                Resource: !Ref EventBus

Outputs:
  RoleArn:
    Value: !GetAtt EnrolmentRole.Arn
`;

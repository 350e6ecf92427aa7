import type { Tactic } from './rates.ts';

/**
 * Rates by name, where a rule is wrong or too coarse: `service:Name`, then the tiers of attacks and of ordinary days
 * (see `rates.ts`). Brackets hold the flavour that the parameters must have. Names in a row share the next tiers.
 */
export const OVERRIDES: Readonly<Record<Tactic, string>> = {
  Discovery: `
    sts:GetCallerIdentity 6d; s3:ListBuckets 5d; ec2:DescribeInstances 5d; iam:ListUsers iam:ListRoles iam:GetUser 5w;
    iam:ListAccessKeys 4w; iam:GetAccountAuthorizationDetails 3r; secretsmanager:ListSecrets 4m;
    ssm:DescribeParameters 3m; ssm:DescribeInstanceInformation 4m; organizations:DescribeOrganization 3w;
    cloudtrail:LookupEvents 2m; iam:GetAccountPasswordPolicy 3m; iam:GenerateCredentialReport iam:GetCredentialReport servicequotas:ListServiceQuotas 3s; ses:GetSendQuota ses:GetAccount ses:ListIdentities 3s;
    s3:ListObjects s3:ListObjectsV2 3d`,
  CredentialAccess: `
    secretsmanager:GetSecretValue 4m; secretsmanager:BatchGetSecretValue 3r; ec2:GetPasswordData 3r; ec2:DescribeInstanceAttribute[userData] 3r;
    ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath 3w;
    ssm:GetParameters[decrypt] ssm:GetParameter[decrypt] ssm:GetParametersByPath[decrypt] 4m`,
  InitialAccess: `
    sts:AssumeRole 4d; sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity 2d; sts:GetSessionToken 2m;
    sts:GetFederationToken 3h; signin:ConsoleLogin 3d; signin:ConsoleLogin[noMFA] 4s; ecr:GetAuthorizationToken 1w`,
  Execution: `
    ssm:StartSession 4s; ssm:SendCommand 4r; ec2-instance-connect:SendSSHPublicKey 3r; glue:CreateDevEndpoint 3n`,
  Persistence: `
    iam:CreateAccessKey 4s; iam:CreateAccessKey[other] 5h; iam:CreateUser 4r; iam:CreateLoginProfile iam:CreateLoginProfile[other] 4h; rolesanywhere:CreateTrustAnchor 3h; iam:CreateRole 4s; iam:UpdateAssumeRolePolicy 4r;
    ec2:ModifyInstanceAttribute 2s; ec2:ModifyInstanceAttribute[userData] 3h; ec2:AuthorizeSecurityGroupIngress 3s;
    ec2:AuthorizeSecurityGroupIngress[world] 4r; lambda:UpdateFunctionCode 3m; lambda:UpdateFunctionConfiguration 2m;
    lambda:UpdateFunctionConfiguration[layer] 3h; cognito-identity:SetIdentityPoolRoles[guests] cognito-identity:UpdateIdentityPool[guests] 3h; ec2:CreateKeyPair ec2:CreateSecurityGroup 4s; ec2:ImportKeyPair 3r;
    iam:CreateVirtualMFADevice iam:EnableMFADevice iam:ResyncMFADevice 3m; iam:UpdateAccessKey 3s`,
  PrivilegeEscalation: `
    iam:UpdateLoginProfile iam:UpdateLoginProfile[other] 4h; iam:AttachUserPolicy 5r; iam:PutUserPolicy iam:AddUserToGroup 4r; iam:AttachRolePolicy 4s; iam:SetDefaultPolicyVersion 4h; sts:AssumeRoot 3h`,
  DefenseEvasion: `
    cloudtrail:StopLogging cloudtrail:DeleteTrail 4n; cloudtrail:PutEventSelectors cloudtrail:UpdateTrail 3r; cloudtrail:PutEventSelectors[less] cloudtrail:UpdateTrail[less] cloudtrail:DeleteEventDataStore cloudtrail:StopEventDataStoreIngestion wafv2:DeleteLoggingConfiguration 3n;
    organizations:LeaveOrganization 3n; ec2:DeleteFlowLogs 3n; route53resolver:DeleteResolverQueryLogConfig route53resolver:DisassociateResolverQueryLogConfig 3h; guardduty:CreateIPSet guardduty:UpdateIPSet guardduty:CreateTrustedEntitySet
    guardduty:UpdateTrustedEntitySet 3h; guardduty:CreateFilter 2r; s3:PutBucketLifecycle 2r;
    organizations:AttachPolicy organizations:MoveAccount organizations:CreateAccount 2r;
    config:DeleteConfigRule config:DeleteConformancePack config:DeleteRemediationConfiguration 2s; wafv2:DisassociateWebACL 3r; logs:DeleteLogGroup 3s;
    route53resolver:DeleteFirewallRuleGroup route53resolver:DisassociateFirewallRuleGroup 3h`,
  Exfiltration: `
    ec2:ModifySnapshotAttribute ec2:ModifyImageAttribute ec2:ModifySnapshotAttribute[outside] ec2:ModifyImageAttribute[outside]
    rds:ModifyDBSnapshotAttribute[outside] rds:ModifyDBClusterSnapshotAttribute[outside] rds:StartExportTask 3r;
    ec2:CreateInstanceExportTask ec2:ExportImage ec2:CreateStoreImageTask 3n; ec2:CreateSnapshot 3s; s3:PutBucketPolicy 3s;
    s3:DeleteBucketPolicy 2r; s3:GetObject 2d; s3:CopyObject 2w`,
  Impact: `
    ec2:RunInstances 5s; ec2:RunInstances[large] 4r; ec2:RunInstances[many] 5h; ec2:RequestSpotInstances[large] ec2:RequestSpotInstances[many] ec2:RequestSpotFleet[large] ec2:RequestSpotFleet[many] ec2:CreateFleet[many]
    autoscaling:CreateAutoScalingGroup[many] batch:CreateComputeEnvironment[large] batch:CreateComputeEnvironment[many] lightsail:CreateInstances[large] lightsail:CreateInstances[many] sagemaker:CreateNotebookInstance[large] 4h; sagemaker:CreateTrainingJob[large] sagemaker:CreateTrainingJob[many] 3s; servicequotas:RequestServiceQuotaIncrease 3s; bedrock:InvokeModel 4s;
    bedrock:Converse 3s; bedrock:CreateFoundationModelAgreement bedrock:PutUseCaseForModelAccess
    bedrock:PutFoundationModelEntitlement 2n;
    bedrock:CreateFoundationModelAgreement[console] bedrock:PutUseCaseForModelAccess[console] bedrock:PutFoundationModelEntitlement[console] 2r;
    iam:DeactivateMFADevice[other] 2r; ec2:TerminateInstances 3s; ec2:StopInstances 3m;
    s3:DeleteObject s3:DeleteObjects 2w; s3:PutObject 1d`,
};
